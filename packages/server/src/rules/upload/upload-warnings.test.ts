import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash } from '../../testing/scheduler-harness.ts'
import { type StoredTrigger, warningsOfUpload } from './upload-warnings.ts'

function define(name: string, { triggers = [], namespace = 'default' }: Declared = {}): WorkflowDefinition {
  const tasks = [bash('a', { emits: [{ key: 'k', to: 'execution' }] })]
  const declared = triggers.map((trigger) => ({ name: trigger, condition: { type: 'event', event: { key: 'k' } } }))
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace, name, tasks, triggers: declared }
  return workflowDefinitionSchema.parse(definition)
}

interface Declared {
  readonly triggers?: readonly string[]
  readonly namespace?: string
}

function stored(workflowName: string, name: string, of: Partial<StoredTrigger> = {}): StoredTrigger {
  const condition = { type: 'event', event: { key: 'k' } } as const
  return { namespace: 'default', workflowName, name, condition, declared: true, ...of }
}

test.each<[string, readonly WorkflowDefinition[], readonly StoredTrigger[], readonly string[]]>([
  ['its own triggers', [define('w', { triggers: ['t'] })], [], ['default/w: t of w']],
  [
    'those of what is uploaded with it',
    [define('w'), define('v', { triggers: ['t'] })],
    [],
    ['default/w: t of v', 'default/v: t of v'],
  ],
  ['those that are stored', [define('w')], [stored('v', 't')], ['default/w: t of v']],
  ['not those of another namespace', [define('w', { namespace: 'n' })], [stored('v', 't')], []],
  ['not those that its code declared before', [define('w')], [stored('w', 't')], []],
  [
    'those of it that were added by hand',
    [define('w')],
    [stored('w', 't', { declared: false })],
    ['default/w: t of w'],
  ],
  [
    'one that was added by hand and is declared now, once',
    [define('w', { triggers: ['t'] })],
    [stored('w', 't', { declared: false })],
    ['default/w: t of w'],
  ],
])('a workflow is warned of triggers that its events do not reach: %s', (_, definitions, triggers, expected) => {
  const warnings = warningsOfUpload(definitions, triggers)
  const told = warnings.map(({ namespace, workflow, message }) => {
    const [, trigger, owner] = /the trigger "(\w+)" of the workflow "(\w+)"/.exec(message) ?? []
    return `${namespace}/${workflow}: ${trigger} of ${owner}`
  })
  expect(told).toEqual(expected)
})

test('without stored triggers it warns of what the definitions show', () => {
  expect(warningsOfUpload([define('w')])).toEqual([])
})
