import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { CelInput } from '@bufbuild/cel'
import { celValueOf } from './json-value.ts'

type CelEvent = ReadonlyMap<string, CelInput>

// Many rules judge an event before the next one comes, and parsing a large value is expensive.
let last: { readonly event: Event; readonly json: CelInput } | null = null
let lastContext: { readonly event: Event; readonly json: CelInput } | null = null

/** An event as expressions see it. */
export function celEvent(event: Event, reads: { readonly json: boolean; readonly context: boolean }): CelEvent {
  // An event that an older version stored within another row has no principal.
  const { key, value, sender, principal = null, namespace } = event
  return new Map<string, CelInput>([
    ['key', key],
    ['value', value],
    ['json', reads.json ? jsonOf(event) : null],
    ['context', reads.context ? contextOf(event) : null],
    ['sender', sender],
    ['principal', principal],
    ['namespace', namespace],
  ])
}

function jsonOf(event: Event): CelInput {
  if (last?.event === event) return last.json
  const json = celValueOf(readJson(event.value))
  last = { event, json }
  return json
}

function contextOf(event: Event): CelInput {
  if (lastContext?.event === event) return lastContext.json
  const json = celValueOf(readJson(event.context))
  lastContext = { event, json }
  return json
}

function readJson(value: string | null): Json {
  try {
    return value === null ? null : JSON.parse(value)
  } catch {
    // A value may be any text. Expressions see null if it is not JSON.
    return null
  }
}
