import type { Event } from '@aiflow/sdk'
import { senderText } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { toldChange } from '../../data/task-ref.ts'
import type { Status } from '../../theme/states.ts'
import { KIND_ICONS } from '../event/event-kind.tsx'
import { Mono } from '../kit/text/mono.tsx'
import { StatusBadge } from '../kit/text/status-badge.tsx'
import { CauseCard } from './cause-card.tsx'
import { requestTitle } from './request-title.ts'

/** The part of an event that a card shows. */
export type CardEvent = Pick<
  Event,
  'offset' | 'kind' | 'key' | 'value' | 'sender' | 'principal' | 'workflowExecutionId'
> &
  Partial<Pick<Event, 'context'>>

interface EventCardProps {
  readonly event: CardEvent
  readonly isMain?: boolean
}

/** An event in a chain. Its key links to it. */
export function EventCard({ event, isMain = false }: EventCardProps) {
  const { offset, kind, key, value } = event
  const sender = senderText(event)
  const title = titleOf(event)
  return (
    <CauseCard
      icon={KIND_ICONS[kind]}
      isMain={isMain}
      title={
        <Link to="/events/$event" params={{ event: offset }} data-stop title={key}>
          {kind === 'user' ? <Mono>{title}</Mono> : title}
        </Link>
      }
      aside={kind === 'status' && value !== null ? <StatusBadge status={value as Status} /> : null}
      detail={detailOf({ kind, value, sender, offset })}
    />
  )
}

function titleOf(event: CardEvent): string {
  const { kind, key } = event
  switch (kind) {
    case 'status': {
      const ref = toldChange({ ...event, context: event.context ?? null, namespace: '', createTime: 0 })?.ref
      const name = key.slice(key.lastIndexOf('/') + 1)
      return ref == null ? name : `${name} #${ref.sequenceNumber}`
    }
    case 'control':
      return requestTitle(key.slice(key.lastIndexOf('/') + 1))
    case 'timer':
      return 'Timer'
    case 'report':
      return 'Worker report'
    case 'user':
      return key
  }
}

function detailOf({ kind, value, sender, offset }: Pick<CardEvent, 'kind' | 'value' | 'sender' | 'offset'>): string {
  const words = [`event ${offset}`]
  if (sender !== null) words.push(`by ${sender}`)
  if (kind === 'user' && value !== null) words.push(value.slice(0, 120))
  return words.join(' · ')
}
