import type { Answer } from '../../answers/answer.ts'
import { showInstant } from '../../answers/instant.ts'
import { eventText } from '../explaining/why-text.ts'
import type { Awaiting } from './awaiting.ts'

interface AwaitedEvent {
  readonly namespace: string
  readonly key: string
  readonly after: number | undefined
}

/** Waits for an event with a key. */
export async function awaitEvent(
  { namespace, key, after }: AwaitedEvent,
  { client, signal, until }: Awaiting,
): Promise<Answer> {
  const caller = client()
  const from = after ?? (await caller.server.info({ signal })).lastOffset
  for await (const event of caller.events.listen({ namespace, keys: [key], from, signal: until })) {
    const text = `It came: ${eventText(event)} at ${showInstant(event.createTime)}.`
    return { text, data: { isOver: true, offset: event.offset } }
  }
  const text = `No such event has come yet. Call wait_for again with "after": ${from}, so that none is missed.`
  return { text, data: { isOver: false, offset: from } }
}
