import type { Json } from '@aiflow/sdk/internal/json'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
import { eventRow } from '../../../testing/rows.ts'
import { readTrigger, storeTrigger } from './stored-trigger.ts'

const LONG = 'long'
const values = new Map<string, Json>()

/** Shares each value that begins with `LONG`. */
function share(value: Json): string | null {
  if (typeof value !== 'string' || !value.startsWith(LONG)) return null
  values.set(`hash of ${value}`, value)
  return `hash of ${value}`
}

const read = (hash: string): Json => values.get(hash) ?? null

const TRIGGER: Trigger = {
  type: 'EVENT',
  rule: 'rule-0',
  events: [
    eventRow({ offset: 1, value: 'short', context: 'long context' }),
    eventRow({ offset: 2, value: 'long event' }),
  ],
  outputs: JSON.parse('{ "b": "long b", "a": 1, "__proto__": "long c", "n": null, "c": "long d" }'),
}

test('a trigger is read as it was, with all names and in their order', () => {
  const { text, hashes } = storeTrigger(TRIGGER, share)
  expect(hashes).toHaveLength(5)
  for (const value of values.values()) expect(text).not.toContain(`:${JSON.stringify(value)}`)
  expect(JSON.stringify(readTrigger(text, read))).toBe(JSON.stringify(TRIGGER))
})

test.each([
  ['an event', { event: 2, field: 'value', hash: 'hash' }],
  ['an output', { output: 'none', hash: 'hash' }],
])('a trigger that shares a value of %s that it does not have is refused', (_, part) => {
  const text = JSON.stringify({ ...TRIGGER, shared: [part] })
  expect(() => readTrigger(text, read)).toThrow('there is no')
})
