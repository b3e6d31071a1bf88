import type { FoundTaskExecution } from '@aiflow/sdk/client'
import { restartsText, totalRestarts } from '@aiflow/sdk/internal/text'
import { IconActivity } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ExecutionLink, TaskExecutionLink } from '../../components/execution/execution-links.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { Duration } from '../../components/kit/text/duration.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { foundTasksQuery } from '../../data/queries/task-executions.ts'
import { useNamespace } from '../../data/use-namespace.ts'

const SHOWN = 100

const COLUMNS: readonly Column<FoundTaskExecution>[] = [
  { id: 'task', title: 'Task', cell: (task) => <TaskExecutionLink {...task}>{task.taskName}</TaskExecutionLink> },
  { id: 'workflow', title: 'Workflow', isMinor: true, cell: ({ workflowName }) => workflowName },
  {
    id: 'execution',
    title: 'Execution',
    width: 92,
    align: 'right',
    isMinor: true,
    cell: (task) => <ExecutionLink id={task.workflowExecutionId} />,
  },
  { id: 'status', title: 'Status', width: 126, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'uptime',
    title: 'Running for',
    width: 112,
    align: 'right',
    cell: ({ beginTime }) => <Duration from={beginTime} to={null} />,
  },
  {
    id: 'run',
    title: 'Run',
    width: 84,
    align: 'right',
    isMinor: true,
    cell: ({ sequenceNumber }) => `#${sequenceNumber}`,
  },
  {
    id: 'restarts',
    title: 'Restarts',
    width: 80,
    align: 'right',
    isMinor: true,
    cell: ({ restarts }) =>
      restarts === undefined ? '–' : <span title={restartsText(restarts)}>{totalRestarts(restarts)}</span>,
  },
  {
    id: 'retries',
    title: 'Retries',
    width: 76,
    align: 'right',
    isMinor: true,
    cell: ({ attemptNumber }) => attemptNumber - 1,
  },
  { id: 'event', title: 'Last event', cell: (task) => <LastEvent {...task} /> },
]

/** Every active task. For long-running streams: how long each is up, which run it is, how often it was restarted and retried, and its last event. */
export function LivingTasks() {
  const namespace = useNamespace()
  const { data, error } = useQuery(foundTasksQuery({ namespace, state: 'living', limit: SHOWN }))
  return (
    <Panel title="Active tasks" aside={data && countText(data.items.length, data.next !== null)} isFlush>
      {data === undefined && error !== null ? <ErrorState error={error} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data === undefined ? null : (
        <DataTable
          label="Active tasks"
          rows={data.items}
          columns={COLUMNS}
          keyOf={({ id }) => String(id)}
          isEmbedded
          whenEmpty={<EmptyState icon={IconActivity} title="No active tasks" />}
        />
      )}
    </Panel>
  )
}

function LastEvent({ lastEvent }: FoundTaskExecution) {
  if (lastEvent === null) return '–'
  return (
    <>
      <Mono title={lastEvent.key}>{lastEvent.key}</Mono> <TimeAgo time={lastEvent.createTime} />
    </>
  )
}

function countText(count: number, hasMore: boolean): string {
  return hasMore ? `the newest ${count}` : String(count)
}
