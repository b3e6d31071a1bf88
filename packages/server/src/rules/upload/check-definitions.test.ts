import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash } from '../../testing/scheduler-harness.ts'
import { checkDefinitions } from './check-definitions.ts'

function check(...definitions: readonly Record<string, unknown>[]): void {
  const whole = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', tasks: [bash('a')] }
  checkDefinitions(
    definitions.map((more) => workflowDefinitionSchema.parse({ ...whole, ...more })),
    0,
  )
}

test('an upload may hold the same name in two namespaces', () => {
  expect(() => check({ name: 'w' }, { name: 'w', namespace: 'other' }, { name: 'v' })).not.toThrow()
})

test('an upload holds a workflow once', () => {
  expect(() => check({ name: 'w' }, { name: 'v' }, { name: 'w' })).toThrow(
    'The file defines the workflow "w" of the namespace "default" twice. Give each workflow a name of its own.',
  )
})

test('each workflow of an upload is checked', () => {
  expect(() => check({ name: 'w' }, { name: 'v', tasks: [] })).toThrow('"v"')
})
