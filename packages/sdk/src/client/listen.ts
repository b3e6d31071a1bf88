import { isAIFlowError } from '../errors/aiflow-error.ts'
import type { Event } from '../model/event.ts'
import { eventSchema } from '../wire/model-schemas.ts'
import type { CallOptions } from './call.ts'
import { delay, delayBefore } from './retry.ts'
import { readServerSentEvents } from './server-sent-events.ts'
import type { Transport } from './transport.ts'

/** Filters are ANDed; an absent one matches all. */
export interface ListenOptions extends CallOptions {
  readonly namespace?: string | undefined
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly workflowExecutionId?: number | undefined
  /** An offset (exclusive), or `'now'`, the default. */
  readonly from?: 'now' | number | undefined
  /** Inclusive, milliseconds since the epoch or ISO 8601; counts only where there is no `from`. */
  readonly beginTime?: string | undefined
  /** Also control, report and timer events. */
  readonly all?: boolean | undefined
  /** Called at each connection, with the offset after which nothing is missed. */
  readonly onOpen?: ((offset: number) => void) | undefined
}

/** Where a listener is: `position` is the SSE id that listening resumes at, null before the first connection. */
interface Progress {
  position: string | null
  failures: number
}

/** Follows the log over connections that may break. */
export async function* listen(transport: Transport, options: ListenOptions): AsyncGenerator<Event> {
  const progress: Progress = { position: null, failures: 0 }
  const isAborted = () => options.signal?.aborted === true
  while (!isAborted()) {
    try {
      yield* readConnection(transport, options, progress)
    } catch (error) {
      if (isAborted()) return
      // Before the first connection an outage is the caller's to know; later it is waited for.
      if (progress.position === null || !isOutage(error)) throw error
    }
    const waitMs = delayBefore(progress.failures, transport.retry)
    progress.failures += 1
    // Rejects on abort only, which ends the loop.
    await delay(waitMs, options.signal).catch(() => undefined)
  }
}

async function* readConnection(
  transport: Transport,
  options: ListenOptions,
  progress: Progress,
): AsyncGenerator<Event> {
  const { keys, signal, onOpen, ...query } = options
  const headers = progress.position === null ? {} : { 'last-event-id': progress.position }
  const path = '/api/v1/events/listen'
  const response = await transport.open({ method: 'GET', path, query: { ...query, key: keys }, headers, signal })
  if (response.body === null) return
  let opened = false
  for await (const message of readServerSentEvents(response.body)) {
    progress.position = message.id
    progress.failures = 0
    if (message.event === 'message') yield eventSchema.parse(JSON.parse(message.data))
    else if (!opened) onOpen?.(Number(message.id))
    opened = true
  }
}

function isOutage(error: unknown): boolean {
  return isAIFlowError(error) && (error.code === 'SERVER_UNAVAILABLE' || error.code === 'STORE_UNAVAILABLE')
}
