import { expect, test } from 'vitest'
import { WorkflowExecution } from '../../index.ts'

test('a WorkflowExecution keeps what it is given, and has no id until it is stored', () => {
  const beginDate = new Date(1000)
  const fields = { workflowId: 3, executionType: 'PERIODIC', beginDate, endDate: null, status: 'RUNNING' } as const
  expect({ ...new WorkflowExecution(fields) }).toEqual({ ...fields, id: null })
  expect(new WorkflowExecution({ ...fields, id: 9 }).id).toBe(9)
})
