import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { outcomeText } from '../../components/task/outcome-text.ts'

type Phase = NonNullable<TaskExecutionResource['stopPhase']>

const PHASES: Readonly<Record<Phase, string>> = {
  stop: 'its own stop method is running',
  terminate: 'its processes were asked to end (SIGTERM)',
  kill: 'its processes are being killed (SIGKILL)',
  confirm: 'checking that none of its processes is still running',
  outside: 'its external work is being stopped',
}

/** Notices to read before looking any closer. */
export function TaskNotices({ shown }: { readonly shown: TaskExecutionResource }) {
  const { status, waitsFor, retryTime, stopError, outcome } = shown
  const isFailure = outcome?.type === 'failed' || outcome?.type === 'lost'
  return (
    <>
      {status === 'INIT' && waitsFor ? <Notice tone="queued">It is waiting: {waitsFor}.</Notice> : null}
      {status === 'RETRYING' && retryTime !== null ? (
        <Notice tone="retrying">
          The next attempt begins <TimeAgo time={retryTime} />.
        </Notice>
      ) : null}
      {status === 'STOPPING' ? (
        <Notice tone="stopping">
          It is stopping: {stopText(shown)}.{stopError === null ? null : ` The last error was: ${stopError}`}
        </Notice>
      ) : null}
      {outcome !== null && (isFailure || (outcome.type === 'stopped' && outcome.unconfirmed)) ? (
        <Notice tone="failed">{outcomeText(outcome)}</Notice>
      ) : null}
    </>
  )
}

function stopText({ stopPhase, childExecutionId }: TaskExecutionResource): string {
  if (childExecutionId != null) return `it waits for the end of the workflow execution ${childExecutionId}`
  return stopPhase === null ? 'the worker was asked to stop it' : PHASES[stopPhase]
}
