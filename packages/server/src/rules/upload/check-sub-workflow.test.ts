import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'

function check(operator: Record<string, unknown>, task: Record<string, unknown> = {}): void {
  const tasks = [{ name: 'sub', operator: { type: 'workflow', workflow: 'x', ...operator }, ...task }]
  const whole = { formatVersion: 1, sdkVersion: '1', namespace: 'default', name: 'w', tasks }
  checkDefinition(workflowDefinitionSchema.parse(whole), 0)
}

test.each([
  ['no parameters', {}, {}],
  ['expressions', { parameters: { a: ['${outputs.t.files[0]} of ${parameters.day}'], b: '${event.json.x}' } }, {}],
  ['retries and a limit', {}, { retry: { retries: 3 }, timeoutSeconds: 60 }],
])('a task with %s may start a workflow', (_what, operator, task) => {
  expect(() => check(operator, task)).not.toThrow()
})

test.each([
  ['a pool', {}, { pool: 'p' }, 'needs no slot, so it has no "pool"'],
  ['liveness', {}, { livenessSeconds: 3 }, 'has no "livenessSeconds"'],
  ['retries after a loss', {}, { retry: { retriesOnLost: 1 } }, 'has no "retriesOnLost"'],
  [
    'an unknown name',
    { parameters: { a: '${date}' } },
    {},
    'there is no "date"; it knows parameters, outputs and event',
  ],
  ['an expression without end', { parameters: { a: '${outputs' } }, {}, 'it has no "}"'],
  ['an unknown part of an event', { parameters: { a: '${event.body}' } }, {}, 'an event has no "body"'],
])('a task with %s is refused', (_what, operator, task, message) => {
  expect(() => check(operator, task)).toThrow(message)
})
