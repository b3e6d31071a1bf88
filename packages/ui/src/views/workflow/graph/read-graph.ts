import type { QueryClient } from '@tanstack/react-query'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import type { Graph } from '../../../components/graph/model/graph.ts'
import { readLinkedGraph } from '../../../components/graph/read-linked-graph.ts'
import { schedulesOfQuery, triggersQuery } from '../../../data/queries/starters.ts'
import { type WorkflowName, workflowQuery } from '../../../data/queries/workflows.ts'
import { startersOf } from '../starts/starters.ts'

/** The graph of a workflow. Reads what is not cached yet. */
export async function readGraph(queryClient: QueryClient, workflow: WorkflowName): Promise<Graph> {
  const [{ definition }, triggers, schedules] = await Promise.all([
    queryClient.ensureQueryData(workflowQuery(workflow)),
    queryClient.ensureQueryData(triggersQuery(workflow)),
    queryClient.ensureQueryData(schedulesOfQuery(workflow)),
  ])
  return readLinkedGraph(queryClient, buildGraph(definition, startersOf(triggers, schedules)), workflow)
}
