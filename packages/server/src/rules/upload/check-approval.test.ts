import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { createPlan } from '../plan.ts'
import { checkDefinition } from './check-definition.ts'

const CHOICES = [{ name: 'approve' }, { name: 'reject', fails: true }]
const SHARE = { type: 'object', properties: { share: { type: 'number' } } }
const NEEDED = { ...SHARE, required: ['share'] }
const LIMIT = { timeoutSeconds: 1 }

function definitionOf(operator: object, task: object = {}) {
  const approval = { type: 'approval', message: 'Release?', choices: CHOICES, ...operator }
  const tasks = [{ name: 'release', operator: approval, ...task }]
  return workflowDefinitionSchema.parse({ formatVersion: 1, sdkVersion: '1', namespace: 'default', name: 'w', tasks })
}

test.each<[string, object, object?]>([
  ['two choices', {}],
  ['parameters', { parameters: NEEDED }],
  ['a choice for when time is up', { onTimeout: 'approve', parameters: SHARE }, LIMIT],
  ['a choice for when time is up that fails', { onTimeout: 'reject', parameters: NEEDED }, LIMIT],
])('an approval with %s is taken', (_what, operator, task) => {
  const definition = definitionOf(operator, task)
  expect(() => checkDefinition(definition, 0)).not.toThrow()
  expect([...createPlan('hash', definition).answers.keys()]).toEqual(['release'])
})

test.each<[string, object, object, string]>([
  ['a choice that is there twice', { choices: [CHOICES[0], CHOICES[0]] }, {}, 'has a choice twice'],
  ['a choice for later that it does not offer', { onTimeout: 'later' }, LIMIT, 'has no choice "later"'],
  ['a choice for later without a limit', { onTimeout: 'approve' }, {}, 'but no limit'],
  ['a schema that cannot be checked', { parameters: { type: 'object', propertys: {} } }, {}, 'mean "properties"'],
  ['what is needed when time is up', { onTimeout: 'approve', parameters: NEEDED }, LIMIT, 'without parameters'],
  ['a pool', {}, { pool: 'gpu' }, 'needs no slot'],
  ['reports that it is alive', {}, { livenessSeconds: 1 }, 'runs nothing'],
  ['retries', {}, { retry: { retries: 1 } }, 'runs nothing'],
  ['retries on loss', {}, { retry: { retriesOnLost: 1 } }, 'runs nothing'],
])('an approval with %s is refused', (_what, operator, task, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => checkDefinition(definitionOf(operator, task), 0)).toThrow(expect.objectContaining(error))
})
