import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { formulasOf, patternsOf } from './kinds.ts'

const EVENTS = [{ key: 'a', filter: { matches: 'x+' } }, { key: 'b' }]
const EXPRESSION = 'event.value.matches("y+")'

test.each<[ConditionDefinition, string[], string[]]>([
  [{ type: 'event', event: { key: 'a', filter: { matches: 'x+' } } }, ['x+'], ['x+']],
  [{ type: 'anyEvent', events: EVENTS }, ['x+'], ['x+']],
  [{ type: 'allEvents', events: EVENTS }, ['x+'], ['x+']],
  [{ type: 'cel', expression: EXPRESSION }, ['y+'], [EXPRESSION]],
  [{ type: 'code', expectEventKeys: ['a'], className: 'C' }, [], []],
  [{ type: 'taskStatus', task: 'x', status: 'SUCCESS' }, [], []],
  [{ type: 'allTaskStatuses', members: [{ task: 'x', status: 'SUCCESS' }] }, [], []],
  [{ type: 'taskOutcomes', tasks: ['x'], when: 'allDone' }, [], []],
])('a condition names what has to be compiled of it', (condition, patterns, formulas) => {
  expect(patternsOf(condition)).toEqual(patterns)
  expect(formulasOf(condition)).toEqual(formulas)
})
