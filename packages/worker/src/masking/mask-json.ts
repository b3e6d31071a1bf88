import type { FormIndex } from './form-index.ts'
import { maskText } from './masker.ts'

/** JSON in whose texts, names and numbers the values of secrets are replaced. A number that is one becomes a text. */
export function maskJson<T>(index: FormIndex, json: T): T {
  return masked(index, json) as T
}

function masked(index: FormIndex, json: unknown): unknown {
  if (typeof json === 'string') return maskText(index, json)
  if (typeof json === 'number') return maskedNumber(index, json)
  if (Array.isArray(json)) return json.map((item) => masked(index, item))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [maskText(index, name), masked(index, value)]))
}

function maskedNumber(index: FormIndex, number: number): unknown {
  const text = maskText(index, String(number))
  return text === String(number) ? number : text
}
