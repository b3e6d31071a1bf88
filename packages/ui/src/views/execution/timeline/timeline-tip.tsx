import type { Event } from '@aiflow/sdk'
import { senderText } from '@aiflow/sdk/client'
import { Duration } from '../../../components/kit/text/duration.tsx'
import { StatusBadge } from '../../../components/kit/text/status-badge.tsx'
import { dateText } from '../../../components/kit/text/time-text.ts'
import type { Segment } from './task-rows.ts'
import classes from './timeline.module.css'
import type { PointedAt } from './use-gestures.ts'

const ROOM = 330
const SHOWN_CHARACTERS = 160

interface TimelineTipProps {
  readonly pointed: PointedAt
  /** The position of the canvas within the timeline. */
  readonly left: number
  readonly width: number
}

/** Describes what is under the pointer. */
export function TimelineTip({ pointed: { found, x, y }, left, width }: TimelineTipProps) {
  const isRight = left + x + ROOM > width
  const place = isRight ? { right: width - left - x + 12 } : { left: left + x + 12 }
  return (
    <div className={classes.tip} style={{ ...place, top: y + 14 }} role="tooltip">
      {found.type === 'segment' ? <SegmentTip {...found} /> : <EventTip {...found} />}
    </div>
  )
}

function SegmentTip({ task, segment }: { readonly task: string; readonly segment: Segment }) {
  const { sequenceNumber, status, from, to, next } = segment
  return (
    <>
      <strong>
        {task} #{sequenceNumber}
      </strong>
      <StatusBadge status={status} /> <Duration from={from} to={to} />
      <div className={classes.quiet}>{dateText(from)}</div>
      {next === null ? null : (
        <div>
          then <StatusBadge status={next} />
        </div>
      )}
    </>
  )
}

function EventTip({ event, more }: { readonly event: Event; readonly more: number }) {
  const { key, value, createTime } = event
  const sender = senderText(event)
  return (
    <>
      <strong>{key}</strong>
      {value === null ? null : <div>{value.slice(0, SHOWN_CHARACTERS)}</div>}
      <div className={classes.quiet}>
        {dateText(createTime)}
        {sender === null ? null : ` · from ${sender}`}
        {more === 0 ? null : ` · and ${more} more here`}
      </div>
    </>
  )
}
