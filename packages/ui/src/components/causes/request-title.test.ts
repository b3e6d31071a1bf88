import { expect, test } from 'vitest'
import { requestTitle } from './request-title.ts'

test.each([
  ['taskAction', 'Task action'],
  ['stop', 'Stop'],
  ['setWorkflowTriggerPaused', 'Set workflow trigger paused'],
])('%s reads %s', (action, title) => {
  expect(requestTitle(action)).toBe(title)
})
