import type { WhyLink } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { counted } from '../../components/kit/text/count-text.ts'
import { Mono } from '../../components/kit/text/mono.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import classes from './rule-values.module.css'

type RuleLink = Extract<WhyLink, { type: 'rule' }>

/** What a rule saw when it fired: events with their values, statuses, states. */
export function RuleValues({ link }: { readonly link: RuleLink }) {
  const { events, eventCount, statuses, states, waitedFor } = link
  return (
    <ul className={classes.values}>
      {events.map((event) => (
        <li key={event.offset}>
          <Link to="/events/$event" params={{ event: event.offset }}>
            {event.offset}
          </Link>{' '}
          <Mono>{event.key}</Mono>
          {event.value === null ? null : (
            <>
              {' = '}
              <Mono>{event.value}</Mono>
            </>
          )}
        </li>
      ))}
      {eventCount > events.length ? <li>and {counted(eventCount - events.length, 'more event')}</li> : null}
      {statuses.map(({ task, status }) => (
        <li key={task}>
          {task}: {status === null ? 'never ran' : <StatusBadge status={status} />}
        </li>
      ))}
      {states?.map(({ name, before, after }) => (
        <li key={name}>
          state {name}: <Mono>{before ?? 'nothing'}</Mono> → <Mono>{after ?? 'nothing'}</Mono>
        </li>
      ))}
      {waitedFor === null ? null : <li>then it waited for the end of {waitedFor}</li>}
    </ul>
  )
}
