import type { MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'

type Hello = MessageOf<WorkerMessage, 'hello'>

/** This many make a message of about one megabyte. */
const MAX_NAMED = 10_000
/** The first version of the protocol in which a `hello` can have several messages. */
const PARTS_PROTOCOL = 3

/** Splits a `hello` with many attempts into messages of a size that the server accepts. */
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
