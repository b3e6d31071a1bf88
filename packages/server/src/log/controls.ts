import type { Aside } from '../storage/rows.ts'
import type { ControlRequest, ControlResult } from './control.ts'
import type { NewUserEvent } from './event-log.ts'

export interface RequestOptions {
  readonly principal?: string | null | undefined
  /** The task that sends the request, if it is a task. */
  readonly sentBy?: NewUserEvent['sentBy'] | undefined
  readonly requestId?: string | undefined
  readonly idempotencyKey?: string | undefined
  /** What the step needs but its event must not hold. */
  readonly aside?: Aside | undefined
}

/** Carries out requests of people and programs. */
export interface Controls {
  /**
   * Appends the request. `result` resolves when its step was committed. A request with the idempotency key of an
   * earlier one of its namespace and sender is not carried out again, and gets the result of the earlier one.
   */
  control(
    request: ControlRequest,
    sender: string | null,
    of?: RequestOptions,
  ): Promise<{ offset: number; result: Promise<ControlResult> }>
}
