import type { WorkflowScheduleResource } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { serverClock } from '../../../data/live/clock.ts'
import { firingsQuery } from '../../../data/queries/starters.ts'
import type { WorkflowName } from '../../../data/queries/workflows.ts'
import classes from './firing-calendar.module.css'
import { type Firing, type FiringDay, firingDays } from './firing-days.ts'

const DAYS = 14
/** Maximum number of firings to list for a day. */
const NAMED = 3
const DAY = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short' })
const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

interface FiringCalendarProps {
  readonly workflow: WorkflowName
  readonly schedules: readonly WorkflowScheduleResource[]
}

/** The firings of the coming days. */
export function FiringCalendar({ workflow, schedules }: FiringCalendarProps) {
  const active = schedules.filter(({ paused }) => !paused).map(({ name }) => name)
  const { data, error } = useQuery(firingsQuery(workflow, active))
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Panel title="Next firings" aside={`in your time zone, ${zone}`}>
      {data === undefined && error !== null ? <ErrorState error={error} /> : null}
      {data === undefined && error === null ? <TableSkeleton /> : null}
      {data === undefined ? null : (
        <ol className={classes.days} aria-label="Next firings">
          {firingDays(data, serverClock.now(), DAYS).map((day) => (
            <Day key={day.begin} day={day} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Day({ day: { begin, firings, often } }: { readonly day: FiringDay }) {
  const isIdle = firings.length === 0 && often.length === 0
  return (
    <li className={classes.day} data-idle={isIdle || undefined}>
      <div className={classes.date}>{DAY.format(begin)}</div>
      {firings.slice(0, NAMED).map((firing) => (
        <FiringLine key={`${firing.time}/${firing.schedule}`} firing={firing} />
      ))}
      {firings.length > NAMED ? <div className={classes.more}>{moreText(firings, often)}</div> : null}
      {firings.length <= NAMED && often.length > 0 ? (
        <div className={classes.more} title={often.join(', ')}>
          often: {often.join(', ')}
        </div>
      ) : null}
    </li>
  )
}

function FiringLine({ firing: { time, schedule } }: { readonly firing: Firing }) {
  return (
    <div className={classes.firing} title={schedule}>
      <time dateTime={new Date(time).toISOString()}>{TIME.format(time)}</time> {schedule}
    </div>
  )
}

function moreText(firings: readonly Firing[], often: readonly string[]): string {
  const count = firings.length - NAMED
  return often.length === 0 ? `and ${count} more` : `and more than ${count}`
}
