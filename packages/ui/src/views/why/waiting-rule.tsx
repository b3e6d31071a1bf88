import type { WhyNotRule } from '@aiflow/sdk/client'
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { ActionTag } from '../../components/causes/action-tag.tsx'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { counted } from '../../components/kit/text/count-text.ts'
import { Mono } from '../../components/kit/text/mono.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { LastVerdicts } from './last-verdicts.tsx'
import classes from './waiting-rule.module.css'

/** A rule: what it waits for, what of that is present, and its last verdicts. */
export function WaitingRule({ rule }: { readonly rule: WhyNotRule }) {
  const { name, action, text, waitsFor, notMet, verdicts, refusal } = rule
  return (
    <Panel title={name} aside={<ActionTag action={action} />}>
      <p className={classes.text}>{text}</p>
      {refusal === null ? null : <Notice tone="failed">{refusal}</Notice>}
      <ul className={classes.list} aria-label={`What ${name} waits for`}>
        {waitsFor.map((one) => (
          <li key={one.text} className={classes.wait} data-seen={one.isSeen || undefined}>
            <Wait wait={one} />
          </li>
        ))}
      </ul>
      {notMet === null ? null : (
        <p className={classes.quiet}>
          Judged and not met {counted(notMet.count, 'time')}, last by{' '}
          <Link to="/events/$event" params={{ event: notMet.lastOffset }}>
            event {notMet.lastOffset}
          </Link>
          {notMet.time === null ? null : (
            <>
              {' '}
              <TimeAgo time={notMet.time} />
            </>
          )}
          : {notMet.reason}
        </p>
      )}
      <LastVerdicts verdicts={verdicts} />
    </Panel>
  )
}

function Wait({ wait }: { readonly wait: WhyNotRule['waitsFor'][number] }) {
  const { text, isSeen, event, status } = wait
  const IconOf = isSeen ? IconCircleCheck : IconCircleDashed
  return (
    <>
      <IconOf size={16} role="img" aria-label={isSeen ? 'is there' : 'is missing'} className={classes.sign} />
      <span>{text}</span>
      {status === null ? null : <StatusBadge status={status} />}
      {event === null ? null : (
        <span className={classes.quiet}>
          <Link to="/events/$event" params={{ event: event.offset }}>
            event {event.offset}
          </Link>
          {event.kind === 'status' || event.value === null ? null : (
            <>
              {' = '}
              <Mono title={event.value}>{event.value.slice(0, 200)}</Mono>
            </>
          )}{' '}
          <TimeAgo time={event.createTime} />
        </span>
      )}
    </>
  )
}
