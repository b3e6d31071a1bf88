import { ExecutionType } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { FoundAttempt } from './attempt-finder.ts'

/** The defaults of tasks. */
const STOP_TIMEOUT_SECONDS = 60
const GRACE_SECONDS = 10

/** A spec that suffices to end what runs. It is never started. */
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
    operator: operatorOf(kind),
    trigger: { type: ExecutionType.MANUAL, rule: null, events: [], outputs: {} },
    timeoutSeconds: null,
    stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
    graceSeconds: GRACE_SECONDS,
    handle: null,
    token: '',
    bootId,
  }
}

function operatorOf(kind: FoundAttempt['kind']): AttemptSpec['operator'] {
  if (kind === 'bash' || kind === 'python') return { type: 'bash', command: ':', env: {} }
  return { type: 'code', className: '', isolation: kind === 'shared' ? 'shared' : 'warm' }
}
