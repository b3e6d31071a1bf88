import { runInNewContext } from 'node:vm'
import { describe, expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import {
  AllEventsCondition,
  AnyEventCondition,
  BashOperator,
  EventCondition,
  EventType,
  FunctionOperator,
  Workflow,
} from '../../index.ts'

interface Order {
  readonly id: number
  readonly note?: string
}

const loaded = new EventType('orders.loaded', z.object({ rows: z.int(), at: z.coerce.date().optional() }))
const order = new EventType<Order>('order')

/** As the log keeps it. */
function stored<Input>(type: EventType<unknown, Input>, value: Input) {
  const event = type.toEvent(value)
  return { ...event, value: event.value === null ? null : JSON.parse(JSON.stringify(event.value)) }
}

describe('a value', () => {
  test.each([
    ['a text', 'hello'],
    ['an empty text', ''],
    ['a text that is JSON', '5'],
    ['a text that is JSON null', 'null'],
    ['a text in quotes', '"x"'],
    ['a number', 5],
    ['null', null],
    ['a list', [1, 'a', null]],
    ['an object', { a: { b: true } }],
  ])('%s is read as it was written', (_what, value) => {
    const type = new EventType('any')
    expect(type.read(stored(type, value))).toEqual(value)
  })

  test('is a plain text if it is a text, so that filters and other programs see it as it is', () => {
    expect(new EventType<string>('k').toEvent('SUCCESS')).toEqual({ key: 'k', value: 'SUCCESS' })
    expect(order.toEvent({ id: 3 })).toEqual({ key: 'order', value: '{"id":3}' })
  })

  test('is what the schema makes of it when it is read', () => {
    const at = new Date(86_400_000)
    expect(loaded.read(stored(loaded, { rows: 3, at }))).toEqual({ rows: 3, at })
    expect(new EventType('k', z.string()).read({ key: 'k', value: '12' })).toBe('12')
  })

  test('that does not fit is refused where it is written and where it is read', () => {
    const unfit = [
      () => loaded.toEvent({ rows: 1.5 }),
      () => loaded.read({ key: 'orders.loaded', value: '{"rows":"many"}' }),
      () => loaded.read({ key: 'orders.loaded', value: 'many' }),
      () => loaded.read({ key: 'orders.loaded', value: null }),
    ]
    for (const use of unfit) {
      expect(use).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
      expect(use).toThrow('The value of the event "orders.loaded" does not fit its schema')
    }
    expect(unfit[0]).toThrow('"rows"')
    const many = new EventType('many', z.array(z.int()))
    expect(() => many.toEvent(Array.from({ length: 9 }, () => 0.5))).toThrow('"4"')
    expect(() => many.toEvent(Array.from({ length: 9 }, () => 0.5))).toThrow('; and 4 more.')
  })

  test('that is not JSON is refused', () => {
    expect(() => new EventType<bigint>('k').toEvent(1n)).toThrow('Write it as text.')
    expect(() => new EventType<number>('k').toEvent(Number.NaN)).toThrow('The value of the event "k" is NaN')
  })

  test('of another event is not read', () => {
    expect(() => order.read({ key: 'other', value: '{}' })).toThrow('cannot read an event with the key "other"')
    const events = [order.toEvent({ id: 1 }), order.toEvent({ id: 2 }), { key: 'other', value: '{}' }]
    expect(order.readLast(events)).toEqual({ id: 2 })
    expect(order.readLast([])).toBeUndefined()
  })
})

test.each([
  ['', undefined, 'is a text of 1 to'],
  ['\ud800', undefined, 'is a text of 1 to'],
  ['k'.repeat(2000), undefined, 'is a text of 1 to'],
  ['k', {}, 'cannot check values'],
  ['k', null, 'cannot check values'],
])('an event type with the key %j and the schema %j is refused', (key, schema, message) => {
  expect(() => new EventType(key, schema as never)).toThrow(message)
})

test('a schema that checks asynchronously is refused when it is used', () => {
  const slow = new EventType(
    'k',
    z.string().refine(async () => false),
  )
  expect(() => slow.toEvent('x')).toThrow('checks asynchronously')
  const promise = runInNewContext('Promise.reject(1)')
  const other = new EventType('k', { '~standard': { validate: () => promise } })
  expect(() => other.toEvent('x')).toThrow('checks asynchronously')
  expect(() => other.read({ key: 'k', value: 'x' })).toThrow('checks asynchronously')
})

test('a type stands for its key wherever a key is expected', () => {
  const define = (event: string | typeof loaded, other: string | typeof order) =>
    new Workflow({ name: 'w' }, (workflow) => {
      const emits = [event, { key: other, to: 'namespace' }] as const
      const task = new BashOperator({ name: 'a', command: 'true', emits })
      task.actionOnEventReceived('START', event)
      workflow.actionOnEventReceived(task, other, 'STOP')
      task.actionOnCondition('START', new AllEventsCondition([event, other]))
      task.actionOnCondition('START', new AnyEventCondition([event, other]))
      task.actionOnCondition('START', new EventCondition(event, { filter: { matches: 'x' } }))
      workflow.trigger('one', other)
      workflow.trigger('two', new EventCondition(other))
    }).toDefinition()
  expect(define(loaded, order)).toEqual(define('orders.loaded', 'order'))
})

/** Called by no test: the compiler checks it, and an error that is expected and missing fails it. */
function typed(): void {
  new FunctionOperator({
    name: 'use',
    run: async ({ events, trigger }) => {
      await events.send(loaded, { rows: 3 })
      await events.send('key', 'text', { to: 'namespace' })
      // @ts-expect-error a field is missing
      await events.send(loaded, {})
      // @ts-expect-error a field has another type
      await events.send(loaded, { rows: 'many' })
      // @ts-expect-error a text is not of this type
      await events.send(order, 'text')
      expectTypeOf(loaded.readLast(trigger.events)?.at).toEqualTypeOf<Date | undefined>()
      for await (const event of events.listen([order, 'other'])) {
        if (event.key === order.key) return order.read(event).id
      }
      // @ts-expect-error no such field
      return loaded.readLast(trigger.events)?.columns ?? 0
    },
  })
}

test('values have types in tasks', () => {
  expectTypeOf(typed).returns.toBeVoid()
})
