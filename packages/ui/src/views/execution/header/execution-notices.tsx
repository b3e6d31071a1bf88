import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Notice } from '../../../components/kit/feedback/notice.tsx'

const WAITS = {
  turn: 'It is waiting until all older executions of the workflow have ended.',
  place: 'It is waiting until the workflow has fewer active executions.',
} as const

/** Notices to read before looking any closer. */
export function ExecutionNotices({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { status, paused, stopping, failureReason, waitsFor, circuits = [] } = execution
  const isLiving = status === 'INIT' || status === 'RUNNING'
  return (
    <>
      {failureReason ? <Notice tone="failed">{failureReason}</Notice> : null}
      {status === 'INIT' && waitsFor ? <Notice tone="queued">{WAITS[waitsFor]}</Notice> : null}
      {isLiving && paused ? (
        <Notice tone="retrying">It is paused: events wait until it is resumed, while its tasks go on.</Notice>
      ) : null}
      {isLiving && stopping ? (
        <Notice tone="stopping">It is stopping: no more tasks start, and it ends once its tasks have stopped.</Notice>
      ) : null}
      {circuits.map(({ task, rule, status: circuit, reason }) => (
        <Notice key={`${task}/${rule}`} tone="failed">
          The rule "{rule}" of "{task}" is not judged: its circuit is {circuit}
          {reason === null ? '' : `, since ${reason}`}.
        </Notice>
      ))}
    </>
  )
}
