import { expect, test } from 'vitest'
import { WorkBudget } from '../../formulas/work-budget.ts'
import { eventRow } from '../../testing/rows.ts'
import { celCondition } from './cel.ts'

function judge(expression: string, value = '7') {
  const event = eventRow({ offset: 1, key: 'k', value })
  const judgedWith = { now: 0, budget: new WorkBudget(), seen: null, ownTask: null }
  return celCondition.evaluate({ type: 'cel', expression }, { type: 'event', event }, judgedWith)
}

test('an expression is met, not met, or takes too long', () => {
  expect(judge('event.value == "7"')).toMatchObject({ met: true, reason: '', events: [{ value: '7' }] })
  expect(judge('event.value == "8"')).toMatchObject({ met: false, reason: 'the expression is false' })
  expect(judge('event.value == "8"').error).toBeUndefined()
  const many = JSON.stringify(Array.from({ length: 2000 }, (_, at) => at))
  const tooLong = judge('event.json.all(x, event.json.all(y, x + y >= 0.0))', many)
  expect(tooLong).toMatchObject({ met: false, reason: 'the expression takes too many steps for this event' })
  expect(tooLong.error).toBe(tooLong.reason)
})

test('without keys it reacts to whatever users and tasks send', () => {
  expect(celCondition.keys({ type: 'cel', expression: 'true' })).toEqual([''])
  expect(celCondition.keys({ type: 'cel', expression: 'true', keys: ['a', 'b', 'a'] })).toEqual(['a', 'b'])
})
