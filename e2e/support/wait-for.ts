import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 20
const LIMIT_MS = 60_000

/** Polls until there is a result; fails with the name of what was waited for. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = performance.now() + limitMs
  while (performance.now() < deadline) {
    const found = await look()
    if (found !== null) return found
    await sleep(LOOK_MS)
  }
  throw new Error(`Waited ${limitMs} ms in vain for ${what}.`)
}

/** Polls until the condition is true. */
export async function waitUntil(
  what: string,
  look: () => Promise<boolean> | boolean,
  limitMs = LIMIT_MS,
): Promise<void> {
  await waitFor(what, async () => ((await look()) ? true : null), limitMs)
}
