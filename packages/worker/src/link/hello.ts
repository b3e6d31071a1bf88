import type { MessageOf, WorkerMessage } from '@aiflow/sdk/internal'

type Hello = MessageOf<WorkerMessage, 'hello'>

/** A message with so many is about a megabyte. */
const MAX_HELD = 10_000
/** The first protocol in which a hello may go on. */
const PARTS_PROTOCOL = 3

/** However much a worker holds, each of the messages that say so is one that a server takes. */
export function helloMessages(hello: Hello): WorkerMessage[] {
  const { held } = hello
  if (hello.protocol < PARTS_PROTOCOL || held.length <= MAX_HELD) return [hello]
  const messages: WorkerMessage[] = [{ ...hello, held: held.slice(0, MAX_HELD), more: true }]
  for (let from = MAX_HELD; from < held.length; from += MAX_HELD) {
    const next = from + MAX_HELD
    messages.push({ type: 'held', held: held.slice(from, next), more: next < held.length })
  }
  return messages
}
