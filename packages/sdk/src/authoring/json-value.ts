import type { Json } from '../model/json.ts'
import { describeJsonProblem, findJsonProblem, type JsonProblem } from '../model/json-check.ts'
import { quoted } from './checks.ts'

/** Why what an author wrote is not JSON, with its place, to follow the name of what has it; null where it is. */
export function problemOfJson(value: unknown): string | null {
  // It bounds the depth first, which ends a value that holds itself.
  const found = findJsonProblem(value) ?? findOther(value)
  return found === null ? null : describeJsonProblem(found)
}

/** A private copy of what is JSON: what the author changes later does not reach it. Properties that are undefined are left out. */
export function copyOfJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

/** Whether it is an object as braces make it. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function findOther(value: unknown): JsonProblem | null {
  if (value === null || ['string', 'boolean', 'number'].includes(typeof value)) return null
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findOther(item)
      if (found !== null) return within(`[${index}]`, found)
    }
    return null
  }
  if (!isPlainObject(value)) return { place: '', problem: `is ${quoted(value)}, which JSON does not have` }
  for (const [name, item] of Object.entries(value)) {
    const found = item === undefined ? null : findOther(item)
    if (found !== null) return within(name, found)
  }
  return null
}

function within(outer: string, { place, problem }: JsonProblem): JsonProblem {
  const isDirect = place === '' || place.startsWith('[')
  return { place: `${outer}${isDirect ? '' : '.'}${place}`, problem }
}
