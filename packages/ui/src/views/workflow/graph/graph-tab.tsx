import { useMemo } from 'react'
import { GraphRoom } from '../../../components/graph/graph-card.tsx'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import { useLinkedGraph } from '../../../components/graph/use-linked-graph.ts'
import { WorkflowGraph } from '../../../components/graph/workflow-graph.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { useStarters } from '../starts/starters.ts'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { BoxCard } from './box-card.tsx'

/** The tasks, what fires them, the events that they send, and what starts the workflow. */
export function GraphTab({ workflow, search, onChange }: WorkflowTabProps) {
  const { definition, snapshotHash, name } = workflow
  const { starters, error } = useStarters(workflow)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a snapshot has one definition, however often it is read
  const built = useMemo(() => (starters === null ? null : buildGraph(definition, starters)), [snapshotHash, starters])
  const graph = useLinkedGraph(built, workflow)
  if (graph === null) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  const box = graph.boxes.find(({ id }) => id === search.box) ?? null
  return (
    <GraphRoom
      card={
        box === null ? null : (
          <BoxCard box={box} graph={graph} workflow={workflow} onClose={() => onChange({ box: undefined })} />
        )
      }
    >
      <WorkflowGraph
        graph={graph}
        label={`Graph of "${name}"`}
        selected={box?.id ?? null}
        onSelect={(chosen) => onChange({ box: chosen ?? undefined })}
      />
    </GraphRoom>
  )
}
