import { ExecutionType } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { FoundAttempt } from './attempt-finder.ts'

/** As where a task says nothing of them. */
const STOP_TIMEOUT_SECONDS = 60
const GRACE_SECONDS = 10

/** As much of a spec as it takes to end what runs: it never starts. */
export function specOfUnrecorded(
  attemptId: string,
  { bootId, kind }: { readonly bootId: string; readonly kind: FoundAttempt['kind'] },
): AttemptSpec {
  return {
    attemptId,
    attemptNumber: 1,
    namespace: '',
    workflowName: '',
    workflowExecutionId: 1,
    taskExecutionId: 1,
    taskName: '',
    sequenceNumber: 1,
    snapshotHash: '',
    operator:
      kind === 'bash' ? { type: 'bash', command: ':', env: {} } : { type: 'code', className: '', isolation: 'warm' },
    trigger: { type: ExecutionType.MANUAL, rule: null, events: [], outputs: {} },
    timeoutSeconds: null,
    stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
    graceSeconds: GRACE_SECONDS,
    handle: null,
    token: '',
    bootId,
  }
}
