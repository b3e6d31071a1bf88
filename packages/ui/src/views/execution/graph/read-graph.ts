import type { QueryClient } from '@tanstack/react-query'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import type { Graph } from '../../../components/graph/model/graph.ts'
import { readLinkedGraph } from '../../../components/graph/read-linked-graph.ts'
import { executionQuery } from '../../../data/queries/executions.ts'
import { snapshotQuery } from '../../../data/queries/snapshots.ts'

/** The graph of the workflow as it was when an execution began. Reads what is not cached yet. */
export async function readGraph(queryClient: QueryClient, executionId: number): Promise<Graph> {
  const { snapshotHash, namespace, workflowName: name } = await queryClient.ensureQueryData(executionQuery(executionId))
  const { definition } = await queryClient.ensureQueryData(snapshotQuery(snapshotHash))
  return readLinkedGraph(queryClient, buildGraph(definition, null), { namespace, name })
}
