import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

export interface ApprovalFilter {
  readonly namespace?: string | undefined
  readonly workflowExecution?: number | undefined
}

/** As many as people look through. */
const MOST = 100

/** The tasks that wait for the answer of a person, oldest first. */
export function approvalsQuery(filter: ApprovalFilter) {
  const { workflowExecution } = filter
  return queryOptions({
    queryKey: ['approvals', filter],
    queryFn: async ({ signal }) => (await client.approvals.list({ ...filter, limit: MOST, signal })).items,
    meta: {
      topics: ['tasks'],
      ...(workflowExecution === undefined ? {} : { workflowExecutionId: workflowExecution }),
      everyMs: 1000,
    },
  })
}
