import type { Json } from '@aiflow/sdk/internal/json'
import { expect, test } from 'vitest'
import { createRandom } from '../../../test/store/random-runs.ts'
import { jsonBytes } from '../../log/json-bytes.ts'
import { LaneStates, namedStatesOf } from './lane-states.ts'

const BRACES = 2

test('the sum of sizes and what is handed out are those of the states, whatever was set and cleared', () => {
  const random = createRandom(3)
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T
  const names = ['state:a', 'state:ä"', 'state:constructor', 'circuit:t/r', 'kept:1/2', 'state:']
  const values: Json[] = ['text', 'ä\n', 1.5, null, true, { deep: [1, { a: 'é' }] }, 'x'.repeat(100_000), []]
  const states = new LaneStates([
    ['state:a', 'first'],
    ['circuit:t/r', { status: 'open' }],
  ])
  for (let n = 0; n < 2000; n += 1) {
    if (random(3) === 0) states.delete(pick(names))
    else states.set(pick(names), pick(values))
    expect(states.named).toEqual(namedStatesOf(new Map(states)))
    expect(states.namedBytes + BRACES).toBe(jsonBytes(states.named, Infinity))
  }
})

test('what did not change is neither copied nor measured again', () => {
  let looks = 0
  const ownKeys = (target: object) => {
    looks += 1
    return Reflect.ownKeys(target)
  }
  const watched = new Proxy<{ a: Json }>({ a: 1 }, { ownKeys })
  const states = new LaneStates([['state:watched', watched]])
  const { named, namedBytes } = states
  for (let n = 0; n < 100; n += 1) states.set('circuit:t/r', { status: 'open', n })
  expect(states.named).toBe(named)
  for (let n = 0; n < 100; n += 1) {
    states.set('state:other', `${n}`)
    expect(states.namedBytes).toBeGreaterThan(namedBytes)
  }
  expect(states.named).not.toBe(named)
  expect(looks).toBe(1)
})
