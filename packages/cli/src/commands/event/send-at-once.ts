import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { NewEvent } from '@aiflow/sdk/client'
import type { Address } from '../../settings/address.ts'

const SILENT_MS = 3000

/**
 * Sends one event and loads as little code as possible, because a task may do this in a loop. Returns the offset, or null if
 * anything is unusual. Then the full client sends the event again with the same idempotency key, and retries or explains.
 */
export async function sendAtOnce(
  { url, token }: Address,
  event: NewEvent,
  signal: AbortSignal,
): Promise<number | null> {
  if (!url.startsWith('http:')) return null
  try {
    const { status, body } = await post(new URL('/api/v1/events', url), token, JSON.stringify(event), signal)
    return status === 200 ? offsetOf(JSON.parse(body)) : null
  } catch {
    if (signal.aborted) throw signal.reason
    return null
  }
}

async function post(url: URL, token: string | null, body: string, signal: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const headers = {
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  }
  const call = request(url, { method: 'POST', headers, signal }, (response) => {
    text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject)
  })
  // The full client finds out whether the server is silent, or only busy.
  call.setTimeout(SILENT_MS, () => call.destroy(new Error('no answer came')))
  call.on('error', reject).end(body)
  return promise
}

function offsetOf(answer: { offsets?: readonly { offset?: unknown }[] }): number | null {
  const offset = answer.offsets?.[0]?.offset
  return typeof offset === 'number' ? offset : null
}
