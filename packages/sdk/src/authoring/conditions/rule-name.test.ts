import { expect, test } from 'vitest'
import { isName } from '../../model/text/names.ts'
import type { ConditionDefinition } from '../../wire/workflow-definition.ts'
import { ruleNameFor } from './rule-name.ts'

const event = (key: string): ConditionDefinition => ({ type: 'event', event: { key } })
const events = (...keys: string[]) => keys.map((key) => ({ key }))
const code = (className: string): ConditionDefinition => ({ type: 'code', expectEventKeys: ['a', 'b'], className })

test.each<[ConditionDefinition, string]>([
  [event('orders-loaded'), 'on-orders-loaded'],
  [{ type: 'event', event: { key: 'price', filter: { equals: '5' } } }, 'on-price'],
  [{ type: 'allEvents', events: events('a', 'b') }, 'on-a-and-b'],
  [{ type: 'anyEvent', events: events('a', 'b') }, 'on-a-or-b'],
  [{ type: 'anyEvent', events: events('a', 'a') }, 'on-a'],
  [{ type: 'allEvents', events: events('a', 'b', 'c', 'd', 'e') }, 'on-a-and-b-and-c-and-2-more'],
  [{ type: 'taskStatus', task: 'prepare', status: 'SUCCESS' }, 'after-prepare'],
  [{ type: 'taskStatus', task: 'prepare', status: 'FAILED' }, 'when-prepare-failed'],
  [
    {
      type: 'allTaskStatuses',
      members: [
        { task: 'a', status: 'SUCCESS' },
        { task: 'b', status: 'SUCCESS' },
      ],
    },
    'after-a-and-b',
  ],
  [
    {
      type: 'allTaskStatuses',
      members: [
        { task: 'a', status: 'SUCCESS' },
        { task: 'b', status: 'RUNNING' },
      ],
    },
    'when-a-success-and-b-running',
  ],
  [{ type: 'taskOutcomes', tasks: ['a', 'b'], when: 'allDone' }, 'when-a-and-b-done'],
  [{ type: 'taskOutcomes', tasks: ['a', 'b'], when: 'anyFailed' }, 'when-a-or-b-failed'],
  [{ type: 'taskOutcomes', tasks: ['a', 'b'], when: 'noneFailed' }, 'when-a-and-b-done-none-failed'],
  [{ type: 'cel', expression: 'true', keys: ['a', 'b'] }, 'on-a-or-b'],
  [{ type: 'cel', expression: 'true' }, 'on-any-event'],
  [code('OrdersReady'), 'when-orders-ready'],
  [code('HTTPReady2Go'), 'when-http-ready2-go'],
  [code('anonymous'), 'on-a-or-b'],
])('%j names its rule %s', (condition, name) => {
  expect(ruleNameFor(condition, new Set())).toBe(name)
})

test.each([
  ['data / prepared!', 'on-data-prepared'],
  ['aiflow/task-status/*/train', 'on-aiflow-task-status-train'],
  ['. . .', 'on-condition'],
  ['Bestellung für Köln', 'on-Bestellung-f-r-K-ln'],
  ['订单', 'on-condition'],
  ['\u0000', 'on-condition'],
  ['k'.repeat(1024), `on-${'k'.repeat(61)}`],
])('the event %j gives the legal name %s', (key, name) => {
  const given = ruleNameFor(event(key), new Set())
  expect(given).toBe(name)
  expect(isName(given)).toBe(true)
})

test('equal conditions are numbered, past names that are taken', () => {
  expect(ruleNameFor(event('k'), new Set(['on-k']))).toBe('on-k-2')
  expect(ruleNameFor(event('k'), new Set(['on-k', 'on-k-2', 'other']))).toBe('on-k-3')
})
