import type { MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'

type Hello = MessageOf<WorkerMessage, 'hello'>

/** A message with so many is about a megabyte. */
const MAX_NAMED = 10_000
/** The first protocol in which a hello may go on. */
const PARTS_PROTOCOL = 3

/** However much a worker holds and found, each of the messages that say so is one that a server takes. */
export function helloMessages(hello: Hello): WorkerMessage[] {
  const { held, found = [] } = hello
  const count = Math.max(held.length, found.length)
  if (hello.protocol < PARTS_PROTOCOL || held.length + found.length <= MAX_NAMED) return [hello]
  const messages: WorkerMessage[] = []
  for (let from = 0; from < count; from += MAX_NAMED / 2) {
    const to = from + MAX_NAMED / 2
    const part = { held: held.slice(from, to), found: found.slice(from, to), more: to < count }
    messages.push(from === 0 ? { ...hello, ...part } : { type: 'held', ...part })
  }
  return messages
}
