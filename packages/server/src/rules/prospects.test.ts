import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, onEvent, startAfter } from '../testing/scheduler-harness.ts'
import type { TaskFacts } from './conditions/condition.ts'
import { createPlan } from './plan.ts'
import { TaskProspects } from './prospects.ts'

type Statuses = Readonly<Record<string, TaskStatus>>

function planOf(...tasks: readonly Record<string, unknown>[]) {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', tasks }
  return createPlan('hash', workflowDefinitionSchema.parse(definition))
}

function viewOf(statuses: Statuses) {
  return new Map(Object.entries(statuses).map(([name, status]) => [name, factsOf(status)]))
}

function factsOf(status: TaskStatus): TaskFacts {
  return { status, startOffset: 1, endOffset: 2 }
}

function on(task: string, status: TaskStatus, action = 'START') {
  return { name: `${action}-${task}-${status}`, action, condition: { type: 'taskStatus', task, status } }
}

function after(when: string, ...tasks: string[]) {
  return { name: `${when}-${tasks.join('-')}`, action: 'START', condition: { type: 'taskOutcomes', tasks, when } }
}

test.each<[string, Record<string, unknown>[], Statuses, string[], string[]]>([
  ['nothing before it has run', [bash('a'), bash('b', { rules: [startAfter('a')] })], {}, [], []],
  ['what it waits for runs', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'RUNNING' }, [], []],
  ['what it waits for is as it asks', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'SUCCESS' }, [], []],
  ['what it waits for failed', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'FAILED' }, ['b'], ['b']],
  ['what it waits for was stopped', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'STOPPED' }, ['b'], []],
  [
    'the one status that it waits for cannot come',
    [bash('a'), bash('b', { rules: [on('a', 'SUCCESS')] })],
    { a: 'FAILED' },
    ['b'],
    ['b'],
  ],
  [
    'it waits for a failure that did not come',
    [bash('a'), bash('b', { rules: [on('a', 'FAILED')] })],
    { a: 'SUCCESS' },
    ['b'],
    [],
  ],
  ['it has run itself', [bash('a'), bash('b', { rules: [startAfter('a')] })], { a: 'FAILED', b: 'SUCCESS' }, [], []],
  [
    'an event can start it',
    [bash('a'), bash('b', { rules: [startAfter('a'), onEvent('START', 'k')] })],
    { a: 'FAILED' },
    [],
    [],
  ],
  [
    'its timer starts it',
    [bash('a'), bash('b', { rules: [startAfter('a')], periodicExpression: 'interval@0 1 0 0' })],
    { a: 'FAILED' },
    [],
    [],
  ],
  [
    'an event can restart what it waits for',
    [bash('a', { rules: [onEvent('RESTART', 'k')] }), bash('b', { rules: [startAfter('a')] })],
    { a: 'FAILED' },
    [],
    [],
  ],
  [
    'what can restart the one it waits for is alive',
    [bash('a', { rules: [on('c', 'SUCCESS', 'RESTART')] }), bash('b', { rules: [startAfter('a')] }), bash('c')],
    { a: 'FAILED', c: 'RUNNING' },
    [],
    [],
  ],
  [
    'a rule that stops it is none that starts it',
    [bash('a'), bash('b', { rules: [startAfter('a'), onEvent('STOP', 'k')] })],
    { a: 'FAILED' },
    ['b'],
    ['b'],
  ],
  [
    'one of several that it waits for failed',
    [bash('a'), bash('x'), bash('b', { rules: [startAfter('a', 'x')] }), bash('c', { rules: [startAfter('b')] })],
    { a: 'FAILED', x: 'RUNNING' },
    ['b', 'c'],
    ['b', 'c'],
  ],
  [
    'one rule of several is enough',
    [bash('a'), bash('x'), bash('b', { rules: [startAfter('a'), startAfter('x')] })],
    { a: 'FAILED', x: 'RUNNING' },
    [],
    [],
  ],
  [
    'tasks that never ran wait for each other',
    [bash('a'), bash('b', { rules: [startAfter('c')] }), bash('c', { rules: [startAfter('b')] })],
    { a: 'SUCCESS' },
    ['b', 'c'],
    [],
  ],
  ['it waits for a task that does not exist', [bash('b', { rules: [startAfter('a')] })], {}, ['b'], []],
  ['a clean-up waits for a stop', [bash('a'), bash('b', { onStop: true })], { a: 'SUCCESS' }, ['b'], []],
  [
    'it runs whatever the ends are',
    [bash('a'), bash('b', { rules: [after('allDone', 'a')] })],
    { a: 'FAILED' },
    [],
    [],
  ],
  ['nothing fails any more', [bash('a'), bash('b', { rules: [after('anyFailed', 'a')] })], { a: 'SUCCESS' }, ['b'], []],
  [
    'a failure that it waits for came',
    [bash('a'), bash('b', { rules: [after('anyFailed', 'a')] })],
    { a: 'FAILED' },
    [],
    [],
  ],
  [
    'a failure that it waits for may still come',
    [bash('a'), bash('x'), bash('b', { rules: [after('anyFailed', 'a', 'x')] })],
    { a: 'SUCCESS', x: 'RUNNING' },
    [],
    [],
  ],
  [
    'it must not fail and did',
    [bash('a'), bash('b', { rules: [after('noneFailed', 'a')] })],
    { a: 'FAILED' },
    ['b'],
    ['b'],
  ],
  [
    'it was stopped, which is no failure',
    [bash('a'), bash('b', { rules: [after('noneFailed', 'a')] })],
    { a: 'STOPPED' },
    [],
    [],
  ],
  [
    'one before it was skipped without a failure',
    [bash('a'), bash('e', { rules: [on('a', 'FAILED')] }), bash('b', { rules: [after('noneFailed', 'e')] })],
    { a: 'SUCCESS' },
    ['e'],
    [],
  ],
  [
    'one before it was skipped by a failure',
    [bash('a'), bash('e', { rules: [startAfter('a')] }), bash('b', { rules: [after('noneFailed', 'e')] })],
    { a: 'FAILED' },
    ['e', 'b'],
    ['e', 'b'],
  ],
])('a task is skipped or not where %s', (_, tasks, statuses, skipped, byFailure) => {
  const plan = planOf(...tasks)
  const found = new TaskProspects(plan, viewOf(statuses))
  const names = [...plan.tasks.keys()]
  expect(names.filter((name) => found.isSkipped(name))).toEqual(skipped)
  expect(names.filter((name) => found.isSkippedByFailure(name))).toEqual(byFailure)
})

test('what another run of a task follows is not over yet', () => {
  const again = new Map<string, TaskFacts>([['a', { ...factsOf('STOPPED'), isFollowed: true }]])
  const plan = planOf(bash('a'), bash('b', { rules: [startAfter('a')] }))
  expect(new TaskProspects(plan, again).isSkipped('b')).toBe(false)
})

test.each<[Record<string, unknown>[], TaskStatus, boolean]>([
  [[startAfter('a')], 'SUCCESS', false],
  [[startAfter('a')], 'FAILED', true],
  [[on('a', 'FAILED')], 'SUCCESS', true],
  [[startAfter('a'), on('a', 'FAILED', 'STOP')], 'SUCCESS', false],
  [[after('allDone', 'a')], 'FAILED', false],
  [[after('noneFailed', 'a')], 'FAILED', true],
  [[after('noneFailed', 'a')], 'STOPPED', false],
  [[after('anyFailed', 'a')], 'SUCCESS', true],
  [[onEvent('START', 'k')], 'FAILED', false],
])(
  'a task with the rules %j, where the task before it ends as %s, is skipped by that: %s',
  (rules, status, expected) => {
    const plan = planOf(bash('a'), bash('b', { rules }), bash('c', { rules: [startAfter('b')] }))
    const prospects = new TaskProspects(plan, viewOf({ a: status }))
    expect(prospects.skippedByEndOf('a')).toEqual(expected ? ['b', 'c'] : [])
  },
)

test('each end of a task looks only at what depends on it', () => {
  const names = Array.from({ length: 100 }, (_, index) => `a${index}`)
  const behind = names.map((name) => bash(`b-${name}`, { rules: [startAfter(name)] }))
  const joining = { ...after('noneFailed', ...behind.map(({ name }) => String(name))), name: 'join' }
  const join = bash('join', { rules: [joining] })
  const plan = planOf(...names.map((name) => bash(name)), ...behind, join)
  const view = viewOf(Object.fromEntries(names.map((name) => [name, 'RUNNING'])))
  let prospects = new TaskProspects(plan, new Map(view))
  const works = names.map((name) => {
    view.set(name, factsOf('FAILED'))
    prospects = prospects.after(new Map(view))
    prospects.skippedByEndOf(name)
    return prospects.takeWork()
  })
  expect(works[0]).toBeGreaterThan(100)
  expect(Math.max(...works.slice(1))).toBeLessThan(20)
})
