import type { Event } from '../../model/event/event.ts'
import { eventSchema } from '../../wire/model-schemas.ts'
import type { CallOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import type { Transport } from '../transport/transport.ts'

/** Filters are ANDed; an absent one matches all. */
export interface ListenOptions extends CallOptions {
  readonly namespace?: string | undefined
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
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

/** Follows the log over connections that may break. */
export async function* listen(transport: Transport, options: ListenOptions): AsyncGenerator<Event> {
  const { keys, signal, onOpen, ...query } = options
  const call = { path: '/api/v1/events/listen', query: { ...query, key: keys }, signal }
  for await (const message of followStream(transport, call)) {
    if (message.isFirst && message.event === 'position') onOpen?.(Number(message.id))
    if (message.event === 'message') yield eventSchema.parse(JSON.parse(message.data))
  }
}
