import type { FoundTaskExecution, ServerInfo } from '@aiflow/sdk/client'
import { IconActivity, IconServer } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { TaskExecutionLink } from '../../../components/execution/execution-links.tsx'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { PageHeader } from '../../../components/kit/layout/page-header.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { StatusBadge } from '../../../components/kit/text/status-badge.tsx'
import { machineText, processText } from '../../../components/worker/worker-text.ts'
import { serverQuery } from '../../../data/queries/server.ts'
import { foundTasksQuery } from '../../../data/queries/task-executions.ts'
import { useNamespace } from '../../../data/use-namespace.ts'
import { useMay, useSession } from '../../../data/use-session.ts'
import { toneColor } from '../../../theme/states.ts'
import classes from '../admin-view.module.css'
import { ForgetButton } from './forget-button.tsx'
import { OlderWorkers } from './older-workers.tsx'
import { SilentWorkers } from './silent-workers.tsx'

type Worker = ServerInfo['workers'][number]

const SHOWN = 1000

const COLUMNS: readonly Column<Worker>[] = [
  { id: 'machine', title: 'Machine', cell: (worker) => <strong title={worker.id}>{machineText(worker)}</strong> },
  { id: 'state', title: 'State', width: 150, smallWidth: 132, cell: (worker) => <State worker={worker} /> },
  { id: 'slots', title: 'Slots in use', width: 110, align: 'right', cell: slotsText },
  { id: 'version', title: 'Version', width: 90, isMinor: true, cell: ({ version }) => version || '–' },
  { id: 'pid', title: 'Process', width: 90, align: 'right', isMinor: true, cell: processText },
  { id: 'id', title: 'ID', isMinor: true, cell: ({ id }) => <Mono title={id}>{id}</Mono> },
]

const COLUMNS_OF_ADMINS: readonly Column<Worker>[] = [
  ...COLUMNS.map((column) => (column.id === 'slots' ? { ...column, isMinor: true } : column)),
  { id: 'do', title: '', width: 104, align: 'right', cell: (worker) => <ForgetButton worker={worker} /> },
]

const TASKS: readonly Column<FoundTaskExecution>[] = [
  {
    id: 'task',
    title: 'Task',
    cell: (task) => (
      <TaskExecutionLink {...task}>
        {task.taskName} #{task.sequenceNumber}
      </TaskExecutionLink>
    ),
  },
  {
    id: 'workflow',
    title: 'Workflow',
    isMinor: true,
    cell: ({ workflowName, workflowExecutionId }) => `${workflowName} ${workflowExecutionId}`,
  },
  { id: 'status', title: 'Status', width: 126, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'time',
    title: 'Running for',
    width: 104,
    align: 'right',
    cell: ({ beginTime }) => <Duration from={beginTime} to={null} />,
  },
]

/** Lists the workers and what runs on them. */
export function WorkersPart() {
  const { worker } = useSearch({ from: '/layout/admin/workers' })
  const navigate = useNavigate({ from: '/admin/workers' })
  const { data: server } = useQuery(serverQuery)
  const { namespaces } = useSession()
  const isAdmin = useMay('admin') && namespaces === null
  const isAnyAway = server?.workers.some(({ connected }) => !connected) ?? false
  const chosen = server?.workers.find(({ id }) => id === worker)
  const choose = (id: string) =>
    void navigate({ search: (old) => ({ ...old, worker: id === worker ? undefined : id }), replace: true })
  return (
    <>
      <PageHeader title="Workers" />
      {server === undefined ? (
        <TableSkeleton />
      ) : (
        <div className={classes.split}>
          <DataTable
            label="Workers"
            rows={server.workers}
            columns={isAdmin && isAnyAway ? COLUMNS_OF_ADMINS : COLUMNS}
            keyOf={({ id }) => id}
            onOpen={({ id }) => choose(id)}
            whenEmpty={
              <EmptyState icon={IconServer} title="No worker is connected">
                Tasks wait until one is. <code>aiflow server start</code> starts one.
              </EmptyState>
            }
          />
          <SilentWorkers workers={server.workers} />
          <OlderWorkers workers={server.workers} />
          <RunningTasks worker={chosen} />
        </div>
      )}
    </>
  )
}

/** The active tasks of all workers, or of the selected one. */
function RunningTasks({ worker }: { readonly worker: Worker | undefined }) {
  const namespace = useNamespace()
  const { data } = useQuery(foundTasksQuery({ namespace, state: 'living', limit: SHOWN }))
  const rows = useMemo(
    () => data?.items.filter(({ workerId }) => worker === undefined || workerId === worker.id) ?? [],
    [data, worker],
  )
  return (
    <Panel title={worker === undefined ? 'Active tasks' : `Active tasks on ${worker.hostname || worker.id}`} isFlush>
      <DataTable
        label="Active tasks"
        rows={rows}
        columns={TASKS}
        keyOf={({ id }) => String(id)}
        isEmbedded
        whenEmpty={<EmptyState icon={IconActivity} title="No active tasks" />}
      />
    </Panel>
  )
}

/** The slots of a worker are unknown until it connects. */
function slotsText({ busy, slots, sharedBusy = 0, hostname }: Worker): string {
  const shared = sharedBusy === 0 ? '' : `, ${sharedBusy} shared`
  return hostname === '' ? String(busy) : `${busy} of ${slots}${shared}`
}

function State({ worker: { connected, refused, silentSince } }: { readonly worker: Worker }) {
  if (connected) return <span style={{ color: toneColor('success') }}>connected</span>
  const text = refused ?? (silentSince === undefined ? 'not connected' : 'does not answer')
  return (
    <span title={text} style={{ color: toneColor('failed') }}>
      {text}
    </span>
  )
}
