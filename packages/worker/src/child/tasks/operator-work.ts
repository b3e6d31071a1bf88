import type { AIFlowOperator, TaskContext } from '@aiflow/sdk'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { describeError } from '../error-text.ts'

export interface OperatorWork {
  readonly operator: AIFlowOperator
  readonly spec: AttemptSpec
  readonly context: TaskContext
  /** The same, but with an aborted signal, to stop work outside that an earlier attempt left. */
  readonly stopContext: TaskContext
  /** Called once the operator has started or reattached to the work. */
  begun(): void
}

/**
 * Does the work of an attempt. If an earlier attempt left work outside, the operator reattaches to it. If it cannot, its `stop`
 * must confirm the end of that work before the next `start`.
 */
export async function doWork(work: OperatorWork): Promise<unknown> {
  const { operator, spec, context, stopContext } = work
  if (spec.purpose === 'stopOutside') {
    await operator.stop(stopContext)
    return null
  }
  const started = await begin(work)
  work.begun()
  return (await operator.awaitTermination(context, spec.timeoutSeconds ?? undefined)) ?? started
}

/** A stop that exceeded its time limit is not called again. */
export function callStop({ operator, spec, context }: Omit<OperatorWork, 'begun'>): unknown {
  if (spec.purpose === 'stopOutside') throw new Error('The stop took too long.')
  return operator.stop(context)
}

/** Whether the `stop` of the operator confirms the end of work outside. */
export function hasOwnStop({ operator }: AttemptSpec): boolean {
  return operator.type === 'code' && operator.ownStop === true
}

async function begin(work: OperatorWork): Promise<unknown> {
  const { operator, spec, context } = work
  const handle = context.handle.get()
  if (handle === null) return operator.start(context)
  if (operator.reattach !== undefined) return operator.reattach(context, handle)
  if (hasOwnStop(spec)) await stopEarlierWork(work)
  return operator.start(context)
}

async function stopEarlierWork({ operator, context, stopContext }: OperatorWork): Promise<void> {
  try {
    await operator.stop(stopContext)
  } catch (cause) {
    const message = `The work outside that an earlier attempt left could not be stopped: ${describeError(cause)}`
    throw new Error(message, { cause })
  }
  await context.handle.set(null)
}
