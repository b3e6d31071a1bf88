import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { evaluate } from '../rules/evaluate.ts'
import { eventRow } from '../testing/rows.ts'
import { WorkBudget } from './work-budget.ts'

const COUNT = 40
const TEXT = 'x'.repeat(100_000)
const NUMBERS = JSON.stringify(Array.from({ length: 100 }, (_, at) => at))
const SPENT = 'may take 1000000 steps for one event, and those before it left too few'

const filter = (n: number): ConditionDefinition => ({
  type: 'event',
  event: { key: 'k', filter: { matches: `x{60}${n}` } },
})
const loop = (n: number): ConditionDefinition => ({
  type: 'cel',
  expression: `event.json.all(x, event.json.all(y, x + y + ${n}.0 >= 0.0))`,
})
const search = (n: number): ConditionDefinition => ({
  type: 'cel',
  expression: `!event.value.matches("${'x'.repeat(40)}${n}")`,
})
const simple: ConditionDefinition = { type: 'event', event: { key: 'k' } }

function judgeAll(conditions: readonly ConditionDefinition[], value: string) {
  const budget = new WorkBudget()
  const event = { type: 'event', event: eventRow({ offset: 1, key: 'k', value }) } as const
  return conditions.map((condition) => evaluate(condition, event, { now: 0, budget, seen: null, ownTask: null }))
}

test.each([
  ['filters', filter, TEXT],
  ['loops of expressions', loop, NUMBERS],
  ['patterns of expressions', search, TEXT],
])('the conditions judged for one event share a budget, even if each is small: %s', (_, heavy, value) => {
  const conditions = [...Array.from({ length: COUNT }, (__, n) => heavy(n)), simple]
  const [alone] = judgeAll([heavy(COUNT - 1)], value)
  expect(alone?.error).toBeUndefined()
  const judged = judgeAll(conditions, value)
  const failed = judged.filter(({ error }) => error !== undefined)
  expect(failed.length).toBeGreaterThan(COUNT / 4)
  expect(failed.length).toBeLessThan(COUNT - 3)
  expect(judged.slice(0, COUNT - failed.length).every(({ error }) => error === undefined)).toBe(true)
  expect(new Set(failed.map(({ error }) => error))).toEqual(new Set([expect.stringContaining(SPENT)]))
  // What costs nothing is judged all the same, and nothing depends on what was judged before.
  expect(judged.at(-1)?.met).toBe(true)
  expect(judgeAll(conditions, value).map(({ error }) => error)).toEqual(judged.map(({ error }) => error))
})

test('what is read of an event is paid for once', () => {
  const value = JSON.stringify('x'.repeat(1_000_000))
  const conditions = Array.from(
    { length: 1000 },
    (_, n): ConditionDefinition => ({
      type: 'cel',
      expression: `event.json == "${n}"`,
    }),
  )
  expect(judgeAll(conditions, value).filter(({ error }) => error !== undefined)).toEqual([])
})
