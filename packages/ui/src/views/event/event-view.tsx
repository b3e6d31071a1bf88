import type { EventDetail } from '@aiflow/sdk/client'
import { IconBolt } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { EventKind } from '../../components/event/event-kind.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { JsonView } from '../../components/kit/text/json-view.tsx'
import { hasCode } from '../../data/errors.ts'
import { eventQuery } from '../../data/queries/events.ts'
import { ReplayButton } from '../events/send-event.tsx'
import { EventFacts } from './event-facts.tsx'
import { EventLetters } from './event-letters.tsx'
import classes from './event-view.module.css'
import { Picture } from './picture.tsx'

/** One event: its content, its causes and its effects. */
export function EventView() {
  const { event: offset } = useParams({ from: '/layout/events/$event' })
  const { data: event, error, refetch } = useQuery(eventQuery(offset))
  return (
    <>
      <PageHeader
        title={event === undefined ? `Event ${offset}` : `${event.key}`}
        above={<Link to="/events">Events</Link>}
        aside={event === undefined ? null : <EventKind kind={event.kind} />}
        actions={event === undefined ? null : <ReplayButton event={event} />}
      />
      {event === undefined && error === null ? <TableSkeleton /> : null}
      {event === undefined && error !== null ? (
        <Missing offset={offset} error={error} reset={() => void refetch()} />
      ) : null}
      {event === undefined ? null : <EventBody key={offset} event={event} />}
    </>
  )
}

function EventBody({ event }: { readonly event: EventDetail }) {
  const { value, context } = event
  return (
    <div className={classes.parts}>
      <Panel title="Event">
        <EventFacts event={event} />
        {value === null ? null : <Written title="Value" text={value} />}
        {context === null ? null : <Written title="Context" text={context} />}
      </Panel>
      <EventLetters letters={event.deadLetters} />
      <Picture event={event} />
    </div>
  )
}

function Written({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className={classes.written}>
      <h3 className={classes.subtitle}>{title}</h3>
      <JsonView value={text} label={title.toLowerCase()} />
    </div>
  )
}

interface MissingProps {
  readonly offset: number
  readonly error: unknown
  readonly reset: () => void
}

function Missing({ offset, error, reset }: MissingProps) {
  if (!hasCode(error, 'EVENT_NOT_FOUND')) return <ErrorState error={error} reset={reset} />
  return (
    <EmptyState icon={IconBolt} title={`There is no event ${offset}`}>
      It does not exist yet, or is no longer kept. <Link to="/events">See the events that are kept.</Link>
    </EmptyState>
  )
}
