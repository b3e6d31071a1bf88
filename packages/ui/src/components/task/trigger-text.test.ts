import { expect, test } from 'vitest'
import { triggerText } from './trigger-text.ts'

type Started = Parameters<typeof triggerText>[0]

function textOf(trigger: object, createTime = 100, beginTime = 5): string {
  return triggerText({ trigger: { events: [], ...trigger }, createTime } as unknown as Started, { beginTime })
}

test('a start by an event names the last event', () => {
  expect(textOf({ type: 'EVENT', events: [{ key: 'a' }, { key: 'order_received' }] })).toBe('event order_received')
})

test('a start by another task names its status', () => {
  const event = { key: 'aiflow/task-status/shop/price/of/all', value: 'SUCCESS' }
  expect(textOf({ type: 'EVENT', events: [event] })).toBe('price/of/all is SUCCESS')
})

test('a rule without an event is named', () => {
  expect(textOf({ type: 'EVENT', rule: 'when-late' })).toBe('when-late')
  expect(textOf({ type: 'EVENT', rule: null })).toBe('a rule')
})

test('a task that began with its execution was not started by hand', () => {
  expect(textOf({ type: 'MANUAL' }, 5, 5)).toBe('its execution')
  expect(textOf({ type: 'MANUAL' }, 100, 5)).toBe('by hand')
})

test('a start by a timer says so', () => {
  expect(textOf({ type: 'PERIODIC' })).toBe('its timer')
})
