import type { WorkflowScheduleResource } from '@aiflow/sdk/client'
import { IconCalendarTime } from '@tabler/icons-react'
import { useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { client } from '../../../data/client.ts'
import { useMay } from '../../../data/use-session.ts'
import { catchUpText, overlapText } from './overlap-text.ts'
import { StarterButtons } from './starter-buttons.tsx'
import { StarterState } from './starter-state.tsx'

const COLUMNS: readonly Column<WorkflowScheduleResource>[] = [
  { id: 'name', title: 'Schedule', width: 150, cell: (schedule) => <span title={schedule.name}>{schedule.name}</span> },
  {
    id: 'expression',
    title: 'Expression',
    isMinor: true,
    cell: ({ expression }) => <Mono title={expression}>{expression}</Mono>,
  },
  { id: 'zone', title: 'Time zone', width: 130, isMinor: true, cell: ({ timezone }) => timezone },
  {
    id: 'overlap',
    title: 'While executions are active',
    width: 204,
    isMinor: true,
    cell: ({ overlap }) => <span title={overlapText(overlap)}>{overlap}</span>,
  },
  {
    id: 'catchUp',
    title: 'After an outage',
    width: 124,
    isMinor: true,
    cell: ({ catchUp }) => <span title={catchUpText(catchUp)}>{catchUp}</span>,
  },
  { id: 'last', title: 'Last fired', width: 96, isMinor: true, cell: ({ lastTime }) => <Time time={lastTime} /> },
  { id: 'next', title: 'Fires', width: 90, cell: ({ nextTime }) => <Time time={nextTime} /> },
  { id: 'state', title: 'State', width: 96, isMinor: true, cell: (schedule) => <StarterState {...schedule} /> },
]

export function ScheduleTable({ schedules }: { readonly schedules: readonly WorkflowScheduleResource[] }) {
  const mayPause = useMay('operator')
  const mayDelete = useMay('author')
  const columns = useMemo(() => {
    const buttons: Column<WorkflowScheduleResource> = {
      id: 'do',
      title: '',
      width: 84,
      align: 'right',
      cell: (schedule) => <Buttons schedule={schedule} mayDelete={mayDelete} />,
    }
    return mayPause ? [...COLUMNS, buttons] : COLUMNS
  }, [mayPause, mayDelete])
  return (
    <DataTable
      label="Schedules"
      rows={schedules}
      columns={columns}
      keyOf={({ id }) => String(id)}
      isEmbedded
      whenEmpty={
        <EmptyState icon={IconCalendarTime} title="No schedules">
          A schedule starts an execution at set times.
        </EmptyState>
      }
    />
  )
}

function Time({ time }: { readonly time: number | null }) {
  return time === null ? '–' : <TimeAgo time={time} />
}

interface ButtonsProps {
  readonly schedule: WorkflowScheduleResource
  readonly mayDelete: boolean
}

function Buttons({ schedule: { namespace, workflowName, name, paused, declared }, mayDelete }: ButtonsProps) {
  return (
    <StarterButtons
      noun="schedule"
      name={name}
      isPaused={paused}
      isDeclared={declared}
      onPause={() => client.schedules.pause(namespace, workflowName, name)}
      onResume={() => client.schedules.resume(namespace, workflowName, name)}
      onDelete={mayDelete ? () => client.schedules.delete(namespace, workflowName, name) : null}
    />
  )
}
