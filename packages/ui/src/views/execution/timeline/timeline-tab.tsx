import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { ActionIcon, Button, Switch, Tooltip } from '@mantine/core'
import { IconTimeline, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { countText } from '../../../components/kit/text/count-text.ts'
import { serverClock } from '../../../data/live/clock.ts'
import { eventTailQuery } from '../../../data/queries/event-tail.ts'
import type { ExecutionSearch } from '../search.ts'
import type { Found } from './drawing/find-at.ts'
import { failuresFirst, failuresOf, taskRowsOf } from './task-rows.ts'
import { rangeOf, type TimeBounds, type TimeWindow, zoomed } from './time/time-window.ts'
import { useTimeWindow } from './time/use-time-window.ts'
import { Timeline } from './timeline.tsx'
import { TimelineLegend } from './timeline-legend.tsx'
import classes from './timeline-tab.module.css'
import { TimelineTable } from './timeline-table.tsx'

/** Enough for 5,000 task executions that each waited, ran, retried and ended. */
const MOST_CHANGES = 30_000
const MOST_EVENTS = 5000
const STEP = 0.5

interface TimelineTabProps {
  readonly execution: WorkflowExecutionDetail
  readonly search: ExecutionSearch
  readonly onChange: (part: Partial<ExecutionSearch>) => void
}

/** What its tasks did, and when. */
export function TimelineTab({ execution, search, onChange }: TimelineTabProps) {
  const changes = useQuery(eventTailQuery(execution.id, 'status', MOST_CHANGES))
  const sent = useQuery(eventTailQuery(execution.id, 'user', MOST_EVENTS))
  const [window, setWindow] = useTimeWindow(search, onChange)
  const rows = useMemo(
    () => (changes.data === undefined ? null : failuresFirst(taskRowsOf(execution.tasks, changes.data.events))),
    [execution.tasks, changes.data],
  )
  const open = useOpen(execution.id)
  if (rows === null) {
    return changes.error === null ? (
      <TableSkeleton />
    ) : (
      <ErrorState error={changes.error} reset={() => void changes.refetch()} />
    )
  }
  if (rows.length === 0) return <EmptyState icon={IconTimeline} title="This workflow has no tasks" />
  const failures = rows.reduce((sum, row) => sum + failuresOf(row), 0)
  const isTable = search.as === 'table'
  return (
    <>
      <div className={classes.bar}>
        <TimelineLegend failures={failures} />
        <div className={classes.tools}>
          {isTable ? null : <ZoomTools execution={execution} window={window} onWindow={setWindow} />}
          <Switch
            size="xs"
            label="Table"
            checked={isTable}
            onChange={(event) => onChange({ as: event.currentTarget.checked ? 'table' : undefined })}
          />
        </div>
      </div>
      {changes.data?.isCut ? (
        <p className={classes.cut}>Only the newest {countText(MOST_CHANGES)} changes of status are shown.</p>
      ) : null}
      {isTable ? (
        <TimelineTable execution={execution.id} rows={rows} />
      ) : (
        <Timeline
          execution={execution}
          rows={rows}
          events={sent.data?.events ?? []}
          window={window}
          onWindow={setWindow}
          onOpen={open}
        />
      )}
    </>
  )
}

function useOpen(id: number) {
  const navigate = useNavigate()
  return (found: Found) => {
    if (found.type === 'event') return void navigate({ to: '/events/$event', params: { event: found.event.offset } })
    const params = { id, task: found.task, sequence: found.segment.sequenceNumber }
    void navigate({ to: '/executions/$id/$task/$sequence', params })
  }
}

interface ZoomToolsProps {
  readonly execution: WorkflowExecutionDetail
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
}

function ZoomTools({ execution: { beginTime, endTime }, window, onWindow }: ZoomToolsProps) {
  const zoom = (factor: number) => {
    const bounds: TimeBounds = { from: beginTime, to: endTime ?? serverClock.now(), isLiving: endTime === null }
    const range = rangeOf(window, bounds)
    // A period that follows now keeps following it.
    const around = window.type === 'part' ? (range.from + range.to) / 2 : range.to
    onWindow(zoomed(range, factor, around, bounds))
  }
  const isFollowing = window.type !== 'part'
  return (
    <>
      {endTime === null && !isFollowing ? (
        <Button
          variant="light"
          size="compact-xs"
          onClick={() => onWindow({ type: 'last', lengthMs: window.to - window.from })}
        >
          Follow now
        </Button>
      ) : null}
      <ZoomButton label="Zoom out" icon={IconZoomOut} onClick={() => zoom(1 / STEP)} />
      <ZoomButton label="Zoom in" icon={IconZoomIn} onClick={() => zoom(STEP)} />
      <Button
        variant="default"
        size="compact-xs"
        disabled={window.type === 'all'}
        onClick={() => onWindow({ type: 'all' })}
      >
        All
      </Button>
    </>
  )
}

interface ZoomButtonProps {
  readonly label: string
  readonly icon: typeof IconZoomIn
  readonly onClick: () => void
}

function ZoomButton({ label, icon: IconOf, onClick }: ZoomButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="sm" aria-label={label} onClick={onClick}>
        <IconOf size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
