import { taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'
import { expect, test } from 'vitest'
import { isWildcard, wildcardsOf, workflowOfStatusKey } from './status-keys.ts'

test('the key of a status event stands under each key for several names, too', () => {
  expect(wildcardsOf(workflowStatusKey('w'))).toEqual(['aiflow/workflow-status/*'])
  expect(wildcardsOf(taskStatusKey('w', 't'))).toEqual([
    'aiflow/task-status/*/*',
    'aiflow/task-status/w/*',
    'aiflow/task-status/*/t',
  ])
  expect(wildcardsOf('aiflow/control/upload')).toEqual([])
  expect(wildcardsOf('k')).toEqual([])
})

test('a wildcard is told from other keys, and a status key names its workflow', () => {
  expect(wildcardsOf(taskStatusKey('w', 't')).map(isWildcard)).toEqual([true, true, true])
  expect(['k/*', '*', workflowStatusKey('w'), taskStatusKey('w', 't')].map(isWildcard)).toEqual(Array(4).fill(false))
  expect([workflowStatusKey('w'), taskStatusKey('v', 't'), 'k'].map(workflowOfStatusKey)).toEqual(['w', 'v', null])
})
