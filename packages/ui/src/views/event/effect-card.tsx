import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { IconArrowsSplit2, IconDots, IconRoute, IconSubtask } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { ActionTag } from '../../components/causes/action-tag.tsx'
import { CauseCard } from '../../components/causes/cause-card.tsx'
import { EventCard } from '../../components/causes/event-card.tsx'
import { ExecutionLink, TaskExecutionLink } from '../../components/execution/execution-links.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import classes from './effect-card.module.css'
import type { EffectNode, VerdictOfEvent } from './effect-nodes.ts'

type Changes = Extract<EffectNode, { type: 'change' }>['changes']

/** One effect of an event. */
export function EffectCard({ node }: { readonly node: EffectNode }) {
  switch (node.type) {
    case 'verdict':
      return <VerdictCard verdict={node.verdict} />
    case 'change':
      return <ChangeCard changes={node.changes} />
    case 'event':
      return <EventCard event={node.event} />
    case 'later':
      return <LaterCard of={node.ref} status={node.status} />
    case 'more':
      return <MoreCard sender={node.sender} />
  }
}

function VerdictCard({ verdict }: { readonly verdict: VerdictOfEvent }) {
  const { rule, task, action, reason, workflowExecutionId } = verdict
  return (
    <CauseCard
      icon={IconArrowsSplit2}
      title={
        workflowExecutionId === null || task === null ? (
          <span title={rule}>Trigger {rule}</span>
        ) : (
          <Link to="/executions/$id/why" params={{ id: workflowExecutionId }} search={{ task }} data-stop title={rule}>
            {task} · {rule}
          </Link>
        )
      }
      aside={
        <span className={classes.verdict} data-verdict={verdict.verdict}>
          {verdict.verdict === 'fired' ? <ActionTag action={action} /> : verdict.verdict}
        </span>
      }
      detail={reason}
    />
  )
}

function ChangeCard({ changes }: { readonly changes: Changes }) {
  const [change] = changes
  const { offset, from, workflowName, workflowExecutionId } = change
  const { status } = changes.at(-1) ?? change
  const isTask = change.type === 'taskExecution'
  const title = isTask ? `${change.taskName} #${change.sequenceNumber}` : `${workflowName} ${workflowExecutionId}`
  return (
    <CauseCard
      icon={isTask ? IconSubtask : IconRoute}
      title={
        <Link to="/events/$event" params={{ event: offset }} data-stop title={title}>
          {title}
        </Link>
      }
      aside={<StatusBadge status={status} />}
      detail={
        <>
          {from === null ? 'new' : `was ${from}`} ·{' '}
          {isTask ? (
            <TaskExecutionLink {...change}>task execution</TaskExecutionLink>
          ) : (
            <ExecutionLink id={workflowExecutionId}>execution</ExecutionLink>
          )}
        </>
      }
    />
  )
}

interface LaterCardProps {
  readonly of: TaskExecutionRef
  readonly status: Extract<EffectNode, { type: 'later' }>['status']
}

function LaterCard({ of, status }: LaterCardProps) {
  return (
    <CauseCard
      icon={IconSubtask}
      title={
        <TaskExecutionLink {...of}>
          {of.taskName} #{of.sequenceNumber}
        </TaskExecutionLink>
      }
      aside={<StatusBadge status={status} />}
      detail="began later: it had to wait"
    />
  )
}

function MoreCard({ sender }: { readonly sender: string | null }) {
  return (
    <CauseCard
      icon={IconDots}
      title={
        sender === null ? (
          'More'
        ) : (
          <Link to="/events" search={{ sender }} data-stop>
            More events
          </Link>
        )
      }
      detail={sender === null ? 'There are more effects than are shown.' : 'It sent more than is shown.'}
    />
  )
}
