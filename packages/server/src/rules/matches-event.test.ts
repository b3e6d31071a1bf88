import { expect, test } from 'vitest'
import { BudgetError, WorkBudget } from '../formulas/work-budget.ts'
import { eventRow } from '../testing/rows.ts'
import { matchesEvent } from './matches-event.ts'

const LONG = 'a'.repeat(500_000)

test.each([
  ['a key alone', { key: 'k' }, 'anything', true],
  ['another key', { key: 'other' }, 'anything', false],
  ['a value', { key: 'k', filter: { equals: 'a' } }, 'a', true],
  ['one of several values', { key: 'k', filter: { in: ['a', 'b'] } }, 'c', false],
  ['a short pattern', { key: 'k', filter: { matches: '^a.c$' } }, 'abc', true],
  ['a pattern with many repeats', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'xyxyz', true],
  ['one that does not match', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'no', false],
  ['no value', { key: 'k', filter: { matches: '.*.*' } }, null, false],
  ['a long value', { key: 'k', filter: { matches: 'a+' } }, LONG, true],
  ['a pattern that others would try for ever', { key: 'k', filter: { matches: '^(a+)+$' } }, `${LONG}b`, false],
  ['all fields of a filter', { key: 'k', filter: { equals: 'abc', matches: '^b' } }, 'abc', false],
])('%s', (_what, match, value, expected) => {
  expect(matchesEvent(match, eventRow({ offset: 1, value }), { budget: new WorkBudget() })).toBe(expected)
})

test('what cannot be told is an error, not a "no"', () => {
  const match = { key: 'k', filter: { matches: '(?=a)' } }
  expect(() => matchesEvent(match, eventRow({ offset: 1, value: 'a' }), { budget: new WorkBudget() })).toThrow(
    'no look-ahead',
  )
})

test('a test that would cost more than a lane may take for an event is not begun', () => {
  const match = { key: 'k', filter: { matches: '[ab]*a[ab]{990}[^ab]' } }
  const event = eventRow({ offset: 1, key: 'k', value: LONG })
  expect(() => matchesEvent(match, event, { budget: new WorkBudget() })).toThrow(BudgetError)
})

test('a lane pays for a pattern once for an event, whoever else has looked for it before', () => {
  const match = { key: 'k', filter: { matches: 'ab' } }
  const event = eventRow({ offset: 1, key: 'k', value: LONG })
  const spent = [new WorkBudget(), new WorkBudget()].map((budget) => {
    const before = budget.left
    for (let time = 0; time < 100; time += 1) matchesEvent(match, event, { budget })
    return before - budget.left
  })
  expect(spent[0]).toBe(spent[1])
  expect(spent[0]).toBeGreaterThan(LONG.length / 100)
  expect(spent[0]).toBeLessThan(LONG.length)
})

test('the key of any workflow stands for the status of each, and for nothing else', () => {
  const of = (kind: 'user' | 'status', key: string) =>
    matchesEvent({ key: 'aiflow/workflow-status/*' }, eventRow({ offset: 1, key, kind }), { budget: new WorkBudget() })
  expect(of('status', 'aiflow/workflow-status/w')).toBe(true)
  expect(of('status', 'aiflow/task-status/w/a')).toBe(false)
  expect(of('user', 'aiflow/workflow-status/w')).toBe(false)
})

test('in a trigger, it stands for every workflow but its own', () => {
  const event = eventRow({ offset: 1, key: 'aiflow/task-status/w/a', kind: 'status' })
  const matches = (key: string, ownWorkflow: string) =>
    matchesEvent({ key }, event, { budget: new WorkBudget(), ownWorkflow })
  const keys = ['aiflow/task-status/*/*', 'aiflow/task-status/*/a', 'aiflow/task-status/w/*', event.key]
  expect(keys.map((key) => matches(key, 'w'))).toEqual([false, false, true, true])
  expect(keys.map((key) => matches(key, 'v'))).toEqual([true, true, true, true])
})
