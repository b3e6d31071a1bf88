import type { Event } from '../../model/event/event.ts'
import { eventSchema } from '../../wire/model-schemas.ts'
import type { CallOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import type { Transport } from '../transport/transport.ts'

/** An event must match all filters that are given. */
export interface ListenOptions extends CallOptions {
  readonly namespace?: string | undefined
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly workflowExecutionId?: number | undefined
  /** Begin after this offset; `'now'` by default. */
  readonly from?: 'now' | number | undefined
  /** Only events from this time on: milliseconds since the epoch, or ISO 8601. Ignored if `from` is given. */
  readonly beginTime?: string | undefined
  /** Include control, report and timer events; `false` by default. */
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
