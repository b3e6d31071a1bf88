import { expect, test } from 'vitest'
import { type Gathered, incompleteReason, isComplete } from './fan-in.ts'

const LONG = 'x'.repeat(600_000)

function gathered(count: number, changes: Partial<Gathered> = {}): Gathered {
  const events = Array.from({ length: count }, () => ({ value: 'v', context: null }))
  return { events, first: null, isTimed: false, ...changes }
}

test.each([
  ['each', { type: 'each' }, gathered(1), true],
  ['latest, with nothing alive', { type: 'latest' }, gathered(1), true],
  ['latest, beside a living one', { type: 'latest' }, gathered(1, { first: 3 }), false],
  ['a batch below its size', { type: 'batch', size: 3 }, gathered(2), false],
  ['a batch of its size', { type: 'batch', size: 3 }, gathered(3), true],
  ['a batch whose time runs', { type: 'batch', seconds: 5 }, gathered(2, { isTimed: true }), false],
  ['a batch whose time is over', { type: 'batch', seconds: 5 }, gathered(2), true],
  [
    'a batch with as many events as one execution may carry',
    { type: 'batch', seconds: 5 },
    gathered(10_000, { isTimed: true }),
    true,
  ],
  [
    'a batch with as much text as one execution may carry',
    { type: 'batch', size: 3 },
    gathered(0, {
      events: [
        { value: LONG, context: LONG },
        { value: null, context: null },
      ],
    }),
    true,
  ],
] as const)('%s: %j', (_name, fanIn, events, complete) => {
  expect(isComplete(fanIn, events)).toBe(complete)
})

test.each([
  [{ type: 'latest' }, gathered(1, { first: 3 }), 'the newest waits until the execution 3 has ended'],
  [{ type: 'latest' }, gathered(1), 'the newest waits until the execution  has ended'],
  [{ type: 'batch', seconds: 5 }, gathered(2), '2 gathered so far'],
  [{ type: 'batch', size: 3 }, gathered(2), '2 of 3 gathered'],
] as const)('%j says what it waits for', (fanIn, events, reason) => {
  expect(incompleteReason(fanIn, events)).toBe(reason)
})
