import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import { bash, onEvent } from '../../testing/scheduler-harness.ts'
import { createPlan } from '../plan.ts'
import { awaitedEventsOf } from './awaited-events.ts'

interface Given {
  readonly statuses?: Readonly<Record<string, TaskStatus>>
  readonly lifetime?: 'untilDone' | 'untilStopped'
  readonly seen?: RememberedEvents | null
  /** Rules that are not judged, and why. */
  readonly refused?: Readonly<Record<string, string>>
}

function awaited(
  tasks: readonly Record<string, unknown>[],
  { statuses = {}, lifetime = 'untilDone', seen = null, refused = {} }: Given = {},
) {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', lifetime, tasks }
  const plan = createPlan('hash', workflowDefinitionSchema.parse(definition))
  const view = new Map(
    Object.entries(statuses).map(([name, status]) => [name, { status, startOffset: 1, endOffset: 2 }] as const),
  )
  const refusalOf = ({ rule }: RuleName) => refused[rule] ?? null
  const { count, first } = awaitedEventsOf(plan, { view, seenBy: () => seen, refusalOf })
  const lines = first.map(({ task, key, waitsFor, reason }) => `${task} ${key}: ${waitsFor}, ${reason}`)
  return { count, lines }
}

const UNSENT = 'no task of this workflow is known to send it'

function start(condition: object, action = 'START') {
  return { name: `r-${JSON.stringify(condition).length}`, action, condition }
}

test.each<[string, object, string[]]>([
  ['an event', { type: 'event', event: { key: 'k', filter: { equals: '1' } } }, [`b k: event "k" = "1", ${UNSENT}`]],
  [
    'any of several',
    { type: 'anyEvent', events: [{ key: 'k' }, { key: 'l' }] },
    [`b k: event "k", ${UNSENT}`, `b l: event "l", ${UNSENT}`],
  ],
  [
    'those that it asks code about',
    { type: 'code', className: 'C', expectEventKeys: ['k'] },
    [`b k: event "k", ${UNSENT}`],
  ],
  ['those of an expression', { type: 'cel', expression: 'true', keys: ['k'] }, [`b k: event "k", ${UNSENT}`]],
  ['any event', { type: 'cel', expression: 'true' }, ['b null: any event, nothing runs that could send one']],
  [
    'a change of status',
    { type: 'event', event: { key: 'aiflow/task-status/w/a' } },
    ['b aiflow/task-status/w/a: event "aiflow/task-status/w/a", it comes when a status changes'],
  ],
])('a task waits for %s', (_, condition, lines) => {
  expect(awaited([bash('a'), bash('b', { rules: [start(condition)] })])).toEqual({ count: lines.length, lines })
})

test('of several events it waits for those that it has not seen', () => {
  const condition = { type: 'allEvents', events: [{ key: 'k' }, { key: 'l' }] }
  const tasks = [bash('b', { rules: [start(condition)] })]
  expect(awaited(tasks).count).toBe(2)
  const seen = { 0: { offset: 1, key: 'k' } as unknown as RememberedEvents[string] }
  expect(awaited(tasks, { seen }).lines).toEqual([`b l: event "l", ${UNSENT}`])
})

test('who sends an event is named with what became of it', () => {
  const emits = [{ key: 'k', to: 'execution' }]
  const waits = bash('b', { rules: [onEvent('START', 'k')] })
  const senders = ['s', 't', 'u', 'v'].map((name) => bash(name, { emits }))
  expect(awaited([bash('s', { emits }), waits], { statuses: { s: 'FAILED' } }).lines).toEqual([
    'b k: event "k", it is sent by "s", which is FAILED',
  ])
  expect(awaited([...senders, waits], { statuses: { s: 'SUCCESS' } }).lines).toEqual([
    'b k: event "k", it is sent by "s", which is SUCCESS, and by "t", which never ran, and by "u", which never ran, and by 1 more',
  ])
})

test('events that no rule hears now come last, with the reason', () => {
  const rules = [
    { ...onEvent('START', 'k'), name: 'off' },
    { ...onEvent('START', 'l'), name: 'on' },
    { ...onEvent('START', 'm'), name: 'off' },
    { ...onEvent('RESTART', 'm'), name: 'on' },
  ]
  expect(awaited([bash('b', { rules })], { refused: { off: 'the rule is disabled' } }).lines).toEqual([
    `b l: event "l", ${UNSENT}`,
    `b m: event "m", ${UNSENT}`,
    'b k: event "k", "off" is not judged: the rule is disabled',
  ])
})

test('an event that is named by several rules is listed once, and one that only stops a task not at all', () => {
  const rules = [onEvent('START', 'k'), onEvent('RESTART', 'k'), onEvent('STOP', 'l')]
  const status = { name: 's', action: 'START', condition: { type: 'taskStatus', task: 'b', status: 'FAILED' } }
  expect(awaited([bash('b', { rules: [...rules, status] })]).lines).toEqual([`b k: event "k", ${UNSENT}`])
})

test('an execution that ends by itself waits for the first event of its tasks, one that does not for any', () => {
  const tasks = [
    bash('a', { rules: [onEvent('START', 'k')] }),
    bash('b', { rules: [onEvent('START', 'l')] }),
    bash('c', { optional: true, rules: [onEvent('START', 'm')] }),
    bash('d', { onStop: true, rules: [onEvent('START', 'n')] }),
  ]
  const statuses = { a: 'SUCCESS' } as const
  expect(awaited(tasks, { statuses }).lines).toEqual([`b l: event "l", ${UNSENT}`])
  expect(awaited(tasks, { statuses, lifetime: 'untilStopped' }).lines).toEqual([
    `a k: event "k", ${UNSENT}`,
    `b l: event "l", ${UNSENT}`,
    `c m: event "m", ${UNSENT}`,
  ])
})

test('of very many events the first are named, and all are counted', () => {
  const tasks = Array.from({ length: 50 }, (_, index) => bash(`t${index}`, { rules: [onEvent('START', `k${index}`)] }))
  const { count, lines } = awaited(tasks)
  expect(count).toBe(50)
  expect(lines).toHaveLength(20)
})
