import type { TaskExecutionResource, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TaskLook, TaskLooks } from '../../../components/graph/drawing/boxes.tsx'
import { GraphRoom } from '../../../components/graph/graph-card.tsx'
import { buildGraph } from '../../../components/graph/model/build-graph.ts'
import { taskBoxId } from '../../../components/graph/model/graph.ts'
import { useLinkedGraph } from '../../../components/graph/use-linked-graph.ts'
import { WorkflowGraph } from '../../../components/graph/workflow-graph.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { ItemProgress } from '../../../components/task/item-progress.tsx'
import { snapshotQuery } from '../../../data/queries/snapshots.ts'
import type { ExecutionSearch } from '../search.ts'
import { TaskCard } from './task-card.tsx'

interface GraphTabProps {
  readonly execution: WorkflowExecutionDetail
  readonly search: ExecutionSearch
  readonly onChange: (part: Partial<ExecutionSearch>) => void
}

/** The workflow as it was when the execution began, with the current state of each task. */
export function GraphTab({ execution, search, onChange }: GraphTabProps) {
  const { data, error, refetch } = useQuery(snapshotQuery(execution.snapshotHash))
  const built = useMemo(() => (data === undefined ? null : buildGraph(data.definition, null)), [data])
  const graph = useLinkedGraph(built, { namespace: execution.namespace, name: execution.workflowName })
  const looks = useMemo(() => looksOf(execution), [execution])
  if (graph === null) {
    return error === null ? <TableSkeleton /> : <ErrorState error={error} reset={() => void refetch()} />
  }
  const selected = execution.tasks.find(({ name }) => name === search.task) ?? null
  const select = (box: string | null) =>
    onChange({ task: execution.tasks.find(({ name }) => taskBoxId(name) === box)?.name })
  return (
    <GraphRoom
      card={selected === null ? null : <TaskCard execution={execution} task={selected} onClose={() => select(null)} />}
    >
      <WorkflowGraph
        graph={graph}
        label={`Graph of "${execution.workflowName}"`}
        looks={looks}
        selected={selected === null ? null : taskBoxId(selected.name)}
        onSelect={select}
      />
    </GraphRoom>
  )
}

function looksOf({ tasks }: WorkflowExecutionDetail): TaskLooks {
  return new Map(
    tasks.map(({ name, latest }): [string, TaskLook] => [
      name,
      latest === null ? { status: null } : { status: latest.status, detail: <Detail latest={latest} /> },
    ]),
  )
}

/** Of a task over a list, how many of its items have ended. */
function Detail({ latest }: { readonly latest: TaskExecutionResource }) {
  if (latest.items != null) return <ItemProgress shown={latest} />
  return <Duration from={latest.beginTime} to={latest.endTime} />
}
