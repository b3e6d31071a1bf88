import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 5
const LIMIT_MS = 25_000

/** Looks again and again until `look` finds something. Rejects after `limitMs`, with `what` in the message. */
export async function waitFor<T>(
  look: () => T | null | Promise<T | null>,
  what: string | (() => string),
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== null) return found
    await sleep(LOOK_MS)
  }
  throw new Error(`Waited ${limitMs} ms in vain for ${typeof what === 'string' ? what : what()}.`)
}
