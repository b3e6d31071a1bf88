import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { backfillsQuery } from '../../../data/queries/backfills.ts'
import { schedulesOfQuery, triggersQuery } from '../../../data/queries/starters.ts'
import { useMay } from '../../../data/use-session.ts'
import { AddBackfill } from '../backfills/add-backfill.tsx'
import { BackfillTable } from '../backfills/backfill-table.tsx'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { AddSchedule } from './adding/add-schedule.tsx'
import { AddTrigger } from './adding/add-trigger.tsx'
import { FiringCalendar } from './firing-calendar.tsx'
import { ScheduleTable } from './schedule-table.tsx'
import classes from './starts-tab.module.css'
import { TriggerTable } from './trigger-table.tsx'

/** The triggers, schedules and backfills of a workflow. */
export function StartsTab({ workflow }: WorkflowTabProps) {
  const triggers = useQuery(triggersQuery(workflow))
  const schedules = useQuery(schedulesOfQuery(workflow))
  const backfills = useQuery(backfillsQuery(workflow))
  const names = (schedules.data ?? []).map(({ name }) => name)
  const mayAdd = useMay('author')
  const mayStart = useMay('operator')
  return (
    <div className={classes.parts}>
      <Panel title="Triggers" isFlush aside={mayAdd ? <AddTrigger workflow={workflow} /> : undefined}>
        <Waiting {...triggers} />
        {triggers.data === undefined ? null : <TriggerTable triggers={triggers.data} />}
      </Panel>
      <Panel title="Schedules" isFlush aside={mayAdd ? <AddSchedule workflow={workflow} /> : undefined}>
        <Waiting {...schedules} />
        {schedules.data === undefined ? null : <ScheduleTable schedules={schedules.data} />}
      </Panel>
      {schedules.data === undefined || schedules.data.length === 0 ? null : (
        <FiringCalendar workflow={workflow} schedules={schedules.data} />
      )}
      <Panel
        title="Backfills"
        isFlush
        aside={mayStart && names.length > 0 ? <AddBackfill workflow={workflow} schedules={names} /> : undefined}
      >
        <Waiting {...backfills} />
        {backfills.data === undefined ? null : <BackfillTable backfills={backfills.data} />}
      </Panel>
    </div>
  )
}

function Waiting({ data, error }: { readonly data: unknown; readonly error: Error | null }) {
  if (data !== undefined) return null
  return error === null ? <TableSkeleton /> : <ErrorState error={error} />
}
