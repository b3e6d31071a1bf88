import { expect, test } from 'vitest'
import type { Crowd } from '../model/crowd.ts'
import { admit, hasPlaceBeside } from './admission.ts'

const NOBODY: Crowd = { first: null, active: 0, waiting: 0, isOneWaitingForPlace: false }
const ONE: Crowd = { first: 7, active: 1, waiting: 0, isOneWaitingForPlace: false }
const BEGIN = { type: 'begin' }
const TURN = { type: 'wait', waitsFor: 'turn' }
const PLACE = { type: 'wait', waitsFor: 'place' }

test.each([
  ['begins where nothing lives', NOBODY, 'skip', {}, BEGIN],
  ['begins beside others', ONE, 'allow', {}, BEGIN],
  ['is refused beside a living one', ONE, 'skip', {}, { type: 'refuse', reason: 'the execution 7 is alive' }],
  ['waits for the end of those that are stopped', ONE, 'stop-old', {}, TURN],
  ['waits in the queue', ONE, 'queue', {}, TURN],
  ['waits for a place', { ...ONE, active: 2 }, 'allow', { maxActiveExecutions: 2 }, PLACE],
  [
    'waits behind one that waits for a place',
    { ...ONE, isOneWaitingForPlace: true },
    'allow',
    { maxActiveExecutions: 2 },
    PLACE,
  ],
] as const)('an execution %s', (_name, crowd, overlap, limit, admission) => {
  expect(admit(crowd, overlap, limit)).toEqual(admission)
})

test.each([
  ['queue', {}, { ...ONE, waiting: 1000 }, '1000 executions are already waiting for their turn'],
  [
    'allow',
    { maxActiveExecutions: 1 },
    { ...ONE, waiting: 1000 },
    '1000 executions are already waiting for their turn',
  ],
  [
    'allow',
    { maxActiveExecutions: 1, onFull: 'skip' },
    ONE,
    '1 execution is alive, and the workflow allows at most 1 at once',
  ],
  [
    'allow',
    { maxActiveExecutions: 2, onFull: 'skip' },
    { ...ONE, active: 2 },
    '2 executions are alive, and the workflow allows at most 2 at once',
  ],
] as const)('with overlap %s and the limit %j it is refused with its reason', (overlap, limit, crowd, reason) => {
  expect(admit(crowd, overlap, limit)).toEqual({ type: 'refuse', reason })
})

test('there is a place without a limit, and below it while nobody waits for one', () => {
  expect(hasPlaceBeside({ active: 9, isOneWaitingForPlace: true }, {})).toBe(true)
  expect(hasPlaceBeside({ active: 1, isOneWaitingForPlace: false }, { maxActiveExecutions: 2 })).toBe(true)
  expect(hasPlaceBeside({ active: 2, isOneWaitingForPlace: false }, { maxActiveExecutions: 2 })).toBe(false)
  expect(hasPlaceBeside({ active: 1, isOneWaitingForPlace: true }, { maxActiveExecutions: 2 })).toBe(false)
})
