import type { Json } from '@aiflow/sdk/internal/json'
import { expect, test } from 'vitest'
import { WorkBudget } from '../../formulas/work-budget.ts'
import { eventRow } from '../../testing/rows.ts'
import { codeCondition } from './code.ts'
import type { CodeAnswer, ConditionOf } from './condition.ts'

const CONDITION: ConditionOf<'code'> = { type: 'code', expectEventKeys: ['k'], className: 'C' }
const event = eventRow({ offset: 1, key: 'k' })
const LARGE = 'x'.repeat(300)

function judge(met: boolean, changed: Record<string, Json> = {}, before: Record<string, Json> = {}) {
  return evaluate({ met, changed, before: (name) => before[name] ?? null })
}

function evaluate(answer: CodeAnswer | undefined) {
  const judgedWith = { now: 0, budget: new WorkBudget(), seen: null, ownTask: 'own', answer }
  return codeCondition.evaluate(CONDITION, { type: 'event', event }, judgedWith)
}

test('the answer of the code decides', () => {
  expect(judge(true)).toEqual({ met: true, reason: '', events: [event] })
  expect(judge(false)).toMatchObject({ met: false, reason: 'the condition answered "not met"' })
  expect(evaluate(undefined)).toMatchObject({ met: false, reason: 'the condition answered "not met"' })
})

test('the states that it changed are told, as they were and as they are', () => {
  expect(judge(true, { count: 2, gone: null }, { count: 1, gone: [1] }).states).toEqual([
    { name: 'count', before: '1', after: '2' },
    { name: 'gone', before: '[1]', after: null },
  ])
  expect(judge(false, { count: 2, gone: null }).reason).toBe(
    'the condition answered "not met"; "count" is now 2; "gone" is now clear',
  )
})

test('many and large states are cut short', () => {
  const states = judge(true, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`s${at}`, LARGE]))).states
  expect(states).toHaveLength(10)
  expect(states?.[0]?.after).toBe(`"${'x'.repeat(199)}…`)
})
