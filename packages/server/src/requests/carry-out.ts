import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import type { Controls } from '../log/controls.ts'
import type { Aside } from '../storage/rows.ts'
import { type Caller, requesterOf } from './callers/caller.ts'

const CONTROL_WAIT_MS = 10_000

export interface ControlCall {
  readonly request: ControlRequest
  /** A request with the same key and caller gets the first answer again. */
  readonly idempotencyKey?: string | undefined
  /** Data that the event of the request must not contain. */
  readonly aside?: Aside | undefined
  /** Called once the request has been carried out, even if `carryOut` no longer waits. */
  readonly carriedOut?: (() => void) | undefined
}

/** A result, or the offset under which the result of a stored request will be found. */
export type Carried =
  | { readonly isDone: true; readonly value: Json }
  | { readonly isDone: false; readonly offset: number }

/** Appends a control request and waits up to 10 seconds for its step. Throws the error of a refused request. */
export async function carryOut(
  controls: Controls,
  { request, idempotencyKey, aside, carriedOut }: ControlCall,
  caller: Caller,
): Promise<Carried> {
  const { sender, of: by } = requesterOf(caller)
  const { offset, result } = await controls.control(request, sender, { ...by, idempotencyKey, aside })
  const settled = await withinLimit(
    result.then((outcome) => {
      if (outcome.ok) carriedOut?.()
      return outcome
    }),
  )
  return settled === null ? { isDone: false, offset } : { isDone: true, value: valueOfResult(settled) }
}

/** Throws the error of a refused request. */
function valueOfResult(result: ControlResult): Json {
  if (result.ok) return result.value
  const { code, message, details } = result.error
  throw new AIFlowError(code, message, { details })
}

async function withinLimit(result: Promise<ControlResult>): Promise<ControlResult | null> {
  let timer: Timer | undefined
  const limit = new Promise<null>((resolve) => {
    timer = startTimer(() => resolve(null), CONTROL_WAIT_MS)
  })
  try {
    return await Promise.race([result, limit])
  } finally {
    stopTimer(timer)
  }
}
