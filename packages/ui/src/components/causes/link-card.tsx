import type { WhyLink } from '@aiflow/sdk/client'
import {
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconHistoryOff,
  IconRoute,
  IconSubtask,
  IconUserBolt,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ExecutionLink, TaskExecutionLink } from '../execution/execution-links.tsx'
import { StatusBadge } from '../kit/text/status-badge.tsx'
import { dateText } from '../kit/text/time-text.ts'
import { ActionTag } from './action-tag.tsx'
import { CauseCard } from './cause-card.tsx'
import { EventCard } from './event-card.tsx'
import { requestTitle } from './request-title.ts'

const STARTED_BY = { MANUAL: 'by hand', PERIODIC: 'by a schedule', EVENT: 'by an event' }

interface LinkCardProps {
  readonly link: WhyLink
  readonly isMain?: boolean
  /** More about it, below. */
  readonly children?: ReactNode
}

/** A link of the chain from a task execution to its first cause. */
export function LinkCard({ link, isMain = false, children }: LinkCardProps) {
  switch (link.type) {
    case 'taskExecution':
      return <TaskLink link={link} isMain={isMain} />
    case 'workflowExecution':
      return <ExecutionCard link={link} />
    case 'rule':
      return <RuleCard link={link}>{children}</RuleCard>
    case 'event':
      return <EventCard event={link.event} />
    case 'request':
      return <RequestCard link={link} />
    case 'timer':
      return <TimerCard link={link} />
    case 'missing':
      return <CauseCard icon={IconHistoryOff} title="No longer kept" detail={link.text} />
  }
}

type Of<T extends WhyLink['type']> = Extract<WhyLink, { type: T }>

function TaskLink({ link, isMain }: { readonly link: Of<'taskExecution'>; readonly isMain: boolean }) {
  const { taskName, sequenceNumber, workflowName, workflowExecutionId, status, time } = link
  return (
    <CauseCard
      icon={IconSubtask}
      isMain={isMain}
      title={
        <TaskExecutionLink {...{ workflowExecutionId, taskName, sequenceNumber }}>
          {taskName} #{sequenceNumber}
        </TaskExecutionLink>
      }
      aside={<StatusBadge status={status} />}
      detail={`${workflowName} ${workflowExecutionId} · ${dateText(time)}`}
    />
  )
}

function ExecutionCard({ link }: { readonly link: Of<'workflowExecution'> }) {
  const { id, workflowName, status, startedBy, time, backfill } = link
  const cause = backfill === undefined ? STARTED_BY[startedBy] : `by backfill ${backfill.id}`
  const due = backfill?.dueTime == null ? '' : ` for ${dateText(backfill.dueTime)}`
  return (
    <CauseCard
      icon={IconRoute}
      title={
        <ExecutionLink id={id}>
          {workflowName} {id}
        </ExecutionLink>
      }
      aside={<StatusBadge status={status} />}
      detail={`started ${cause}${due} · ${dateText(time)}`}
    />
  )
}

function RuleCard({ link, children }: { readonly link: Of<'rule'>; readonly children?: ReactNode }) {
  const { name, action, text } = link
  return (
    <CauseCard
      icon={IconArrowsSplit2}
      title={<span title={name}>{name}</span>}
      aside={<ActionTag action={action} />}
      detail={text}
    >
      {children}
    </CauseCard>
  )
}

function RequestCard({ link }: { readonly link: Of<'request'> }) {
  const { offset, action, task, taskAction, sender, time } = link
  return (
    <CauseCard
      icon={IconUserBolt}
      title={
        <Link to="/events/$event" params={{ event: offset }} data-stop>
          {task === undefined || taskAction === undefined ? requestTitle(action) : task}
        </Link>
      }
      aside={taskAction === undefined ? null : <ActionTag action={taskAction} />}
      detail={`requested by ${sender ?? 'someone'} · ${dateText(time)}`}
    />
  )
}

function TimerCard({ link }: { readonly link: Of<'timer'> }) {
  const { offset, schedule, dueTime } = link
  return (
    <CauseCard
      icon={schedule === null ? IconClock : IconBolt}
      title={
        <Link to="/events/$event" params={{ event: offset }} data-stop>
          {schedule === null ? 'Timer of the task' : `Schedule ${schedule}`}
        </Link>
      }
      detail={`due ${dateText(dueTime)}`}
    />
  )
}
