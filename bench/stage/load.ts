import { newIdempotencyKey } from '@aiflow/sdk/internal/text'
import { RawPoster } from './raw-poster.ts'
import type { Stage } from './stage.ts'

/** Does `count` things, at most `inFlight` at once, and returns how many were done per second. */
export async function ratePerSecond(
  count: number,
  inFlight: number,
  act: (lane: number) => Promise<void>,
): Promise<number> {
  let begun = 0
  const lane = async (number: number): Promise<void> => {
    while (begun < count) {
      begun += 1
      await act(number)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: inFlight }, (_, number) => lane(number)))
  return count / ((performance.now() - start) / 1000)
}

/** Runs a function with connections that post to the server, each one request at a time. */
export async function withPosters<T>(
  { url, token }: Stage,
  count: number,
  use: (posters: readonly RawPoster[]) => Promise<T>,
): Promise<T> {
  const posters = await Promise.all(Array.from({ length: count }, () => RawPoster.open(url, '/api/v1/events', token)))
  try {
    return await use(posters)
  } finally {
    for (const poster of posters) poster.close()
  }
}

/** The body of a request with one event, as a client would send it: with its own idempotency key. */
export function eventBody(key: string, number: number): string {
  return JSON.stringify({ key, value: `value ${number}`, idempotencyKey: newIdempotencyKey() })
}

/** The body of a request with a batch of events. */
export function batchBody(key: string, size: number): string {
  return `{"events":[${Array.from({ length: size }, (_, number) => eventBody(key, number)).join(',')}]}`
}
