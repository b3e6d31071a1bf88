import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Notice } from '../../../components/kit/feedback/notice.tsx'
import { TimeAgo } from '../../../components/kit/text/time-ago.tsx'
import { BlockedNotices } from './blocked-notices.tsx'
import { FailedTasks } from './failed-tasks.tsx'

const WAITS = {
  turn: 'It is waiting until all older executions of the workflow have ended.',
  place: 'It is waiting until the workflow has fewer active executions.',
} as const

/** Notices to read before looking any closer. */
export function ExecutionNotices({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { status, paused, stopping, failureReason, waitsFor, cleanUp = null, circuits = [] } = execution
  const isLiving = status === 'INIT' || status === 'RUNNING'
  return (
    <>
      {failureReason ? <Notice tone="failed">{failureReason}</Notice> : null}
      <FailedTasks execution={execution} />
      {status === 'INIT' && waitsFor ? <Notice tone="queued">{WAITS[waitsFor]}</Notice> : null}
      {isLiving && paused ? (
        <Notice tone="retrying">It is paused: events wait until it is resumed, while its tasks go on.</Notice>
      ) : null}
      {isLiving && stopping ? <StopNotice cleanUp={cleanUp} /> : null}
      {cleanUp ? <CleanUpProblem cleanUp={cleanUp} /> : null}
      <BlockedNotices execution={execution} />
      {circuits.map(({ task, rule, status: circuit, reason }) => (
        <Notice key={`${task}/${rule}`} tone="failed">
          The rule "{rule}" of "{task}" is not judged: its circuit is {circuit}
          {reason === null ? '' : `, since ${reason}`}.
        </Notice>
      ))}
    </>
  )
}

type CleanUp = NonNullable<WorkflowExecutionDetail['cleanUp']>

function StopNotice({ cleanUp }: { readonly cleanUp: CleanUp | null }) {
  if (cleanUp?.status === 'waiting') {
    return <Notice tone="stopping">It is stopping. Once its other tasks have stopped, it cleans up.</Notice>
  }
  if (cleanUp?.status === 'running' && cleanUp.until !== null) {
    return (
      <Notice tone="stopping">
        It is cleaning up, until <TimeAgo time={cleanUp.until} /> at the latest. Then it ends.
      </Notice>
    )
  }
  return <Notice tone="stopping">It is stopping: no more tasks start, and it ends once its tasks have stopped.</Notice>
}

/** A clean-up that did not do all that it was to do. */
function CleanUpProblem({ cleanUp: { status, failedTasks } }: { readonly cleanUp: CleanUp }) {
  const failed =
    failedTasks.length === 0 ? '' : ` Tasks that failed: ${failedTasks.map((task) => `"${task}"`).join(', ')}.`
  if (status === 'timedOut') return <Notice tone="failed">Its clean-up was ended at its time limit.{failed}</Notice>
  if (status === 'ended') return <Notice tone="stopping">Its clean-up was ended by a request.{failed}</Notice>
  return failed === '' ? null : <Notice tone="failed">Its clean-up is not complete.{failed}</Notice>
}
