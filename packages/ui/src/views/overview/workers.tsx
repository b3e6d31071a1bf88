import type { ServerInfo } from '@aiflow/sdk/client'
import { Progress } from '@mantine/core'
import { IconServer } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { machineText, processText } from '../../components/worker/worker-text.ts'
import { serverQuery } from '../../data/queries/server.ts'
import classes from './workers.module.css'

type Worker = ServerInfo['workers'][number]

const COLUMNS: readonly Column<Worker>[] = [
  { id: 'machine', title: 'Machine', cell: (worker) => <span title={worker.id}>{machineText(worker)}</span> },
  { id: 'process', title: 'Process', width: 84, align: 'right', isMinor: true, cell: processText },
  { id: 'version', title: 'Version', width: 80, isMinor: true, cell: ({ version }) => version || '–' },
  { id: 'slots', title: 'Slots in use', width: 170, cell: (worker) => <Slots {...worker} /> },
]

/** The workers, which run the tasks. */
export function Workers() {
  const { data: server } = useQuery(serverQuery)
  return (
    <Panel title="Workers" isFlush>
      {server === undefined ? (
        <TableSkeleton />
      ) : (
        <DataTable
          label="Workers"
          rows={server.workers}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          isEmbedded
          whenEmpty={
            <EmptyState icon={IconServer} title="No worker is connected">
              Tasks wait until one is.
            </EmptyState>
          }
        />
      )}
    </Panel>
  )
}

function Slots(worker: Worker) {
  const { connected, busy, slots, hostname, silentSince } = worker
  if (!connected)
    return <span className={classes.away}>{silentSince === undefined ? 'not connected' : 'does not answer'}</span>
  return (
    <span className={classes.slots}>
      <Progress
        value={slots === 0 ? 0 : (100 * busy) / slots}
        className={classes.bar}
        aria-label={`Slots of ${hostname}`}
      />
      {busy} of {slots}
    </span>
  )
}
