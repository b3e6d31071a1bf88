import type { WorkflowStatus } from '@aiflow/sdk/internal/model'
import { expect, test } from 'vitest'
import { leavesOut } from './leaves-out.ts'

test.each<[readonly WorkflowStatus[], string]>([
  [[], ''],
  [['SUCCESS'], 'none failed'],
  [['FAILED'], 'none'],
  [['STOPPED', 'FAILED'], 'none'],
  [['FAILED', 'SUCCESS'], 'none failed'],
  [['RUNNING'], 'none failed all'],
  [['SUCCESS', 'INIT'], 'none failed all'],
])('executions that are %j leave a time out with: %s', (statuses, expected) => {
  const executions = statuses.map((status) => ({ status }))
  const modes = (['none', 'failed', 'all'] as const).filter((reprocess) => leavesOut(reprocess, executions))
  expect(modes.join(' ')).toBe(expected)
})
