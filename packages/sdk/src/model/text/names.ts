import { REFUSED_KEY } from '../json/json-check.ts'

/** Limits of keys, values and contexts, in bytes of UTF-8. Source: docs/reference/limits.md. */
export const MAX_KEY_BYTES = 1024
export const MAX_VALUE_BYTES = 1024 * 1024
export const MAX_CONTEXT_BYTES = 64 * 1024

/** The rule of `isName`, to end a sentence that begins with the name. */
export const NAME_RULE = 'must be 1 to 128 letters, digits, "_", "." or "-", and not ".", ".." or "__proto__"'

const NAME = /^[A-Za-z0-9_.-]{1,128}$/
const encoder = new TextEncoder()

/** Whether a text may name a namespace, workflow, task, rule, trigger or schedule. */
export function isName(text: string): boolean {
  return isStoredName(text) && text !== REFUSED_KEY
}

/** Whether it may be the name of something that exists: 0.2.0 accepted one more name. */
export function isStoredName(text: string): boolean {
  return NAME.test(text) && text !== '.' && text !== '..'
}

/** Whether a text fits into a number of bytes of UTF-8. It is encoded only if its length does not decide. */
export function fitsBytes(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return true
  return text.length <= maxBytes && encoder.encode(text).length <= maxBytes
}
