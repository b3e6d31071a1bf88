import type { QueryClient } from '@tanstack/react-query'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import type { Graph } from '../../../components/graph/model/graph.ts'
import { keysOf, linkSenders } from '../../../components/graph/model/link-senders.ts'
import { sendersQuery } from '../../../data/queries/senders.ts'
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
  const graph = buildGraph(definition, startersOf(triggers, schedules))
  return linkSenders(graph, await queryClient.ensureQueryData(sendersQuery(workflow, keysOf(graph))))
}
