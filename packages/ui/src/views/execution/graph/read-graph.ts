import type { QueryClient } from '@tanstack/react-query'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import type { Graph } from '../../../components/graph/model/graph.ts'
import { executionQuery } from '../../../data/queries/executions.ts'
import { snapshotQuery } from '../../../data/queries/snapshots.ts'

/** The picture of the workflow as it was when an execution began, from what was read already and what is on its way. */
export async function readGraph(queryClient: QueryClient, executionId: number): Promise<Graph> {
  const { snapshotHash } = await queryClient.ensureQueryData(executionQuery(executionId))
  const { definition } = await queryClient.ensureQueryData(snapshotQuery(snapshotHash))
  return buildGraph(definition, null)
}
