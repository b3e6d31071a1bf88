import { expect, test } from 'vitest'
import { reactsToOneOf, ruleOfTrigger } from './trigger-rules.ts'

const CONDITION = { type: 'event', event: { key: 'k' } } as Parameters<typeof reactsToOneOf>[0]
const TRIGGER = { name: 'again', condition: CONDITION, paused: false }

test('a condition reacts to its keys alone', () => {
  expect(reactsToOneOf(CONDITION, ['other', 'k'])).toBe(true)
  expect(reactsToOneOf(CONDITION, ['other'])).toBe(false)
  expect(reactsToOneOf(CONDITION, [])).toBe(false)
})

test.each([
  [false, true, null],
  [true, true, 'the trigger is paused'],
  [true, false, 'the trigger is paused'],
  [false, false, 'the workflow is disabled'],
])('paused %s in a workflow with enabled %s: its rule refuses %j', (paused, enabled, refusal) => {
  expect(ruleOfTrigger({ ...TRIGGER, paused }, { enabled })).toEqual({
    name: { task: null, rule: 'again' },
    condition: CONDITION,
    action: null,
    refusal,
  })
})
