import { taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'
import { expect, test } from 'vitest'
import { isOfAnyWorkflow, isWildcard, wildcardsForTrigger, wildcardsOf, workflowOfStatusKey } from './status-keys.ts'

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

test('for a trigger, a key for any workflow leaves out its own', () => {
  const ofTask = taskStatusKey('w', 't')
  expect(wildcardsForTrigger(ofTask, 'w')).toEqual(['aiflow/task-status/w/*'])
  expect(wildcardsForTrigger(ofTask, 'v')).toEqual(wildcardsOf(ofTask))
  expect(wildcardsForTrigger(workflowStatusKey('w'), 'w')).toEqual([])
  expect(wildcardsOf(ofTask).map(isOfAnyWorkflow)).toEqual([true, false, true])
  expect([workflowStatusKey('*'), workflowStatusKey('w'), 'k'].map(isOfAnyWorkflow)).toEqual([true, false, false])
})
