import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Notice } from '../../components/kit/feedback/notice.tsx'

const WAITS = {
  turn: 'It waits for its turn: until all older executions of the workflow have ended.',
  place: 'It waits for a place: until fewer executions of the workflow are alive.',
} as const

/** What one should know before looking any closer. */
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
        <Notice tone="stopping">
          It is stopping: nothing starts in it any more, and it ends once its tasks are gone.
        </Notice>
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
