import { MAX_BACKFILLS } from '@aiflow/sdk/internal/limits'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import type { WorkflowName } from './workflows.ts'

/** The backfills of a workflow, newest first. */
export function backfillsQuery({ namespace, name }: WorkflowName) {
  return queryOptions({
    queryKey: ['backfills', { namespace, name }],
    queryFn: async ({ signal }) =>
      (await client.backfills.list({ namespace, workflow: name, limit: MAX_BACKFILLS, signal })).items,
    meta: { topics: ['executions', 'definitions'], everyMs: 2000 },
  })
}
