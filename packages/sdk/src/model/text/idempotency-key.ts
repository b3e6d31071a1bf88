/**
 * A key that no other request has: a UUID of version 7 (RFC 9562), which begins with the time and has 74 random bits. Keys of
 * the same time lie side by side in the index of the store, so that a commit writes few of its pages.
 */
export function newIdempotencyKey(now = Date.now()): string {
  // Not `crypto.randomUUID`, which a page has over HTTPS only.
  const random = crypto.getRandomValues(new Uint8Array(10))
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f)
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f)
  const time = now.toString(16).padStart(12, '0')
  const rest = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [time.slice(0, 8), time.slice(8), rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join('-')
}
