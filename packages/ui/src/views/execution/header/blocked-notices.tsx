import type { Blocked, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { Notice } from '../../../components/kit/feedback/notice.tsx'

/** Tasks and events that a notice names. */
const NAMED = 3

/** What keeps a living execution from going on by itself. */
export function BlockedNotices({ execution: { id, blocked } }: { readonly execution: WorkflowExecutionDetail }) {
  if (!blocked) return null
  const { tasks, idle, events } = blocked
  return (
    <>
      {tasks.count === 0 ? null : <BlockedTasks id={id} tasks={tasks} />}
      {idle ? <AwaitedEvents id={id} events={events} /> : null}
    </>
  )
}

function BlockedTasks({ id, tasks: { count, first } }: { readonly id: number } & Pick<Blocked, 'tasks'>) {
  const named = first.slice(0, NAMED)
  return (
    <Notice tone="failed">
      {count === 1 ? '1 task cannot start any more: ' : `${count} tasks cannot start any more: `}
      {named.map(({ task, reason }, index) => (
        <Fragment key={task}>
          {index === 0 ? '' : '; '}
          <WhyNotLink id={id} task={task} />, because {reason}
        </Fragment>
      ))}
      {moreText(count - named.length)}.
    </Notice>
  )
}

function AwaitedEvents({ id, events: { count, first } }: { readonly id: number } & Pick<Blocked, 'events'>) {
  const named = first.slice(0, NAMED)
  if (named.length === 0) return <Notice tone="queued">Nothing runs, and only a stop ends the execution.</Notice>
  return (
    <Notice tone="queued">
      Nothing runs:{' '}
      {named.map(({ task, waitsFor, reason }, index) => (
        <Fragment key={`${task} ${waitsFor}`}>
          {index === 0 ? '' : '; '}
          <WhyNotLink id={id} task={task} /> waits for {waitsFor} ({reason})
        </Fragment>
      ))}
      {moreText(count - named.length)}.
    </Notice>
  )
}

function WhyNotLink({ id, task }: { readonly id: number; readonly task: string }) {
  return (
    <Link to="/executions/$id/why" params={{ id }} search={{ task, part: 'not' }}>
      "{task}"
    </Link>
  )
}

function moreText(more: number): string {
  return more === 0 ? '' : `, and ${more} more`
}
