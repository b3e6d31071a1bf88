// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what we look for
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/
const PUNCTUATION = 1

/** Objects in the world never change, and large ones are measured again and again. */
const known = new WeakMap<object, number>()

/** Whether a value is longer than `bytes` as JSON. Stops looking at the limit. */
export function exceedsBytes(value: unknown, bytes: number): boolean {
  return measure(value, bytes) > bytes
}

/** The length of a value as JSON. If it is above `enough`, the result may be too small. */
export function jsonBytes(value: unknown, enough: number): number {
  return measure(value, enough)
}

function measure(value: unknown, enough: number): number {
  if (typeof value === 'string') return textBytes(value, enough)
  if (typeof value !== 'object' || value === null) return String(value).length
  const before = known.get(value)
  if (before !== undefined) return before
  const bytes = Array.isArray(value) ? itemBytes(value, enough) : entryBytes(value, enough)
  if (bytes <= enough) known.set(value, bytes)
  return bytes
}

/** A character has at least one byte. */
function textBytes(text: string, enough: number): number {
  if (text.length > enough) return text.length
  return ESCAPED.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2 * PUNCTUATION
}

function itemBytes(items: readonly unknown[], enough: number): number {
  let bytes = 2 * PUNCTUATION
  for (const item of items) {
    if (bytes > enough) break
    bytes += measure(item, enough - bytes) + PUNCTUATION
  }
  return bytes
}

function entryBytes(entries: object, enough: number): number {
  let bytes = 2 * PUNCTUATION
  for (const [name, value] of Object.entries(entries)) {
    if (bytes > enough) break
    if (value !== undefined) bytes += textBytes(name, enough - bytes) + measure(value, enough - bytes) + 2 * PUNCTUATION
  }
  return bytes
}
