import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, onEvent, startAfter } from '../../testing/scheduler-harness.ts'
import { createPlan } from '../plan.ts'
import { blockedTasksOf } from './blocked-tasks.ts'

type Statuses = Readonly<Record<string, TaskStatus>>

function blocked(tasks: readonly Record<string, unknown>[], statuses: Statuses) {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', tasks }
  const facts = Object.entries(statuses).map(
    ([name, status]) => [name, { status, startOffset: 1, endOffset: 2 }] as const,
  )
  return blockedTasksOf(createPlan('hash', workflowDefinitionSchema.parse(definition)), new Map(facts))
}

function on(task: string, status: TaskStatus, action = 'START') {
  return { name: `${action}-${task}-${status}`, action, condition: { type: 'taskStatus', task, status } }
}

function after(when: string, ...tasks: string[]) {
  return { name: `${when}-${tasks.join('-')}`, action: 'START', condition: { type: 'taskOutcomes', tasks, when } }
}

test.each<[string, Record<string, unknown>[], Statuses, Record<string, string>]>([
  [
    'what it waits for failed',
    [bash('a'), bash('b', { rules: [startAfter('a')] })],
    { a: 'FAILED' },
    { b: '"a" is FAILED' },
  ],
  [
    'what it waits for was stopped',
    [bash('a'), bash('b', { rules: [on('a', 'SUCCESS')] })],
    { a: 'STOPPED' },
    { b: '"a" is STOPPED' },
  ],
  [
    'what it waits for is blocked itself, wherever it is declared',
    [
      bash('d', { rules: [startAfter('c')] }),
      bash('c', { rules: [startAfter('b')] }),
      bash('b', { rules: [startAfter('a')] }),
      bash('a'),
    ],
    { a: 'FAILED' },
    { d: '"c" cannot start either', c: '"b" cannot start either', b: '"a" is FAILED' },
  ],
  [
    'a failure keeps it from starting, by one of its rules',
    [bash('a'), bash('x'), bash('b', { rules: [on('x', 'FAILED'), on('x', 'STOPPED', 'STOP'), startAfter('a')] })],
    { a: 'FAILED', x: 'SUCCESS' },
    { b: '"a" is FAILED' },
  ],
  [
    'the first of two failures is named once, the blocked tasks after it follow',
    [bash('a'), bash('x'), bash('b', { rules: [startAfter('a', 'x')] }), bash('c', { rules: [startAfter('b', 'a')] })],
    { a: 'FAILED', x: 'STOPPED' },
    { b: '"a" is FAILED', c: '"a" is FAILED' },
  ],
  [
    'one of several is as it asks, and another is not',
    [bash('a'), bash('x'), bash('b', { rules: [startAfter('x', 'a')] })],
    { a: 'STOPPED', x: 'SUCCESS' },
    { b: '"a" is STOPPED' },
  ],
  [
    'it was to run if none failed',
    [
      bash('a'),
      bash('b', { rules: [startAfter('a')] }),
      bash('c', { rules: [after('noneFailed', 'a')] }),
      bash('d', { rules: [after('noneFailed', 'b')] }),
    ],
    { a: 'FAILED' },
    { b: '"a" is FAILED', c: '"a" is FAILED', d: '"b" cannot start either' },
  ],
])('a task is blocked where %s', (_, tasks, statuses, expected) => {
  const { count, first } = blocked(tasks, statuses)
  expect(Object.fromEntries(first.map(({ task, reason }) => [task, reason]))).toEqual(expected)
  expect(count).toBe(Object.keys(expected).length)
})

test.each<[string, Record<string, unknown>[], Statuses]>([
  ['waits for a failure that did not come', [bash('a'), bash('b', { rules: [on('a', 'FAILED')] })], { a: 'SUCCESS' }],
  [
    'follows a branch that was not taken',
    [bash('a'), bash('b', { rules: [on('a', 'FAILED')] }), bash('c', { rules: [startAfter('b')] })],
    { a: 'SUCCESS' },
  ],
  ['runs if something fails', [bash('a'), bash('b', { rules: [after('anyFailed', 'a')] })], { a: 'STOPPED' }],
  ['an event can start', [bash('a'), bash('b', { rules: [startAfter('a'), onEvent('START', 'k')] })], { a: 'FAILED' }],
  ['has run', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'FAILED', b: 'SUCCESS' }],
])('a task is not blocked that %s', (_, tasks, statuses) => {
  expect(blocked(tasks, statuses)).toEqual({ count: 0, first: [] })
})

test('of very many blocked tasks the first are named, and all are counted', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    bash(`t${index}`, { rules: [startAfter(index === 0 ? 'a' : `t${index - 1}`)] }),
  )
  const { count, first } = blocked([bash('a'), ...many], { a: 'FAILED' })
  expect(count).toBe(10_000)
  expect(first.map(({ task }) => task)).toEqual(Array.from({ length: 20 }, (_, index) => `t${index}`))
})
