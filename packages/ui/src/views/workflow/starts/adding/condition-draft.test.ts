import { conditionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { type ConditionDraft, conditionOf, FIRST_CONDITION, missingIn } from './condition-draft.ts'

const TWO: ConditionDraft['matches'] = [
  { id: 0, key: ' a ', filter: 'equals', text: 'x' },
  { id: 1, key: 'b', filter: 'in', text: 'x, y,' },
]

test.each([
  [
    { kind: 'event', matches: TWO },
    { type: 'event', event: { key: 'a', filter: { equals: 'x' } } },
  ],
  [
    { kind: 'allEvents', matches: TWO },
    {
      type: 'allEvents',
      events: [
        { key: 'a', filter: { equals: 'x' } },
        { key: 'b', filter: { in: ['x', 'y'] } },
      ],
    },
  ],
  [
    { kind: 'anyEvent', matches: [{ id: 0, key: 'a', filter: 'matches', text: '^v' }] },
    { type: 'anyEvent', events: [{ key: 'a', filter: { matches: '^v' } }] },
  ],
  [
    { kind: 'cel', expression: ' true ', keys: '' },
    { type: 'cel', expression: 'true' },
  ],
  [
    { kind: 'cel', expression: 'true', keys: 'a, b' },
    { type: 'cel', expression: 'true', keys: ['a', 'b'] },
  ],
] as const)('%j becomes a condition that the server knows', (draft, condition) => {
  const made = conditionOf({ ...FIRST_CONDITION, ...draft })
  expect(made).toEqual(condition)
  expect(conditionSchema.parse(made)).toEqual(condition)
})

test('what is missing is named', () => {
  expect(missingIn(FIRST_CONDITION)).toBe('Each event needs a key.')
  expect(missingIn({ ...FIRST_CONDITION, kind: 'cel' })).toBe('It needs an expression.')
  expect(missingIn({ ...FIRST_CONDITION, matches: TWO })).toBeNull()
})
