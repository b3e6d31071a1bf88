import type { QueryClient } from '@tanstack/react-query'
import { sendersQuery } from '../../data/queries/senders.ts'
import type { WorkflowName } from '../../data/queries/workflows.ts'
import type { Graph } from './model/graph.ts'
import { keysOf, linkSenders } from './model/link-senders.ts'

/** The graph with what the log shows of who sends its events, as `useLinkedGraph` gives it later. Reads what is not cached yet. */
export async function readLinkedGraph(
  queryClient: QueryClient,
  built: Graph,
  { namespace, name }: WorkflowName,
): Promise<Graph> {
  return linkSenders(built, await queryClient.ensureQueryData(sendersQuery({ namespace, name }, keysOf(built))))
}
