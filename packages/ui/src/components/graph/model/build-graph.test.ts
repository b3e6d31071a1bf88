import { taskSchema, type WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { buildGraph } from './build-graph.ts'

const OPERATOR = { type: 'bash', command: 'true' }

function tasksOf(...tasks: readonly object[]): Pick<WorkflowDefinition, 'tasks'> {
  return { tasks: tasks.map((task) => taskSchema.parse({ operator: OPERATOR, ...task })) }
}

function rule(condition: object, action = 'START') {
  return { name: 'r', condition, action }
}

function linesOf(of: Pick<WorkflowDefinition, 'tasks'>, starters: Parameters<typeof buildGraph>[1] = null): string[] {
  return buildGraph(of, starters).arrows.map(({ from, to, way, action, label }) =>
    [from, way, action ?? '', label, to].filter((part) => part !== '').join(' '),
  )
}

test('a task that no rule starts begins with the execution, unless it has a timer', () => {
  const tasks = tasksOf(
    { name: 'a' },
    { name: 'b', periodicExpression: 'interval@0 1 0 0' },
    { name: 'c', rules: [rule({ type: 'event', event: { key: 'x' } }, 'STOP')] },
  )
  expect(linesOf(tasks)).toEqual(['begin begin task:a', 'begin begin task:c', 'event:x event STOP task:c'])
})

test('a clean-up begins when the execution is stopped, unless a rule starts it', () => {
  const after = rule({ type: 'taskStatus', task: 'a', status: 'STOPPED' })
  const tasks = tasksOf({ name: 'a' }, { name: 'b', onStop: true }, { name: 'c', onStop: true, rules: [after] })
  expect(linesOf(tasks)).toEqual(['begin begin task:a', 'stop begin task:b', 'task:a status START STOPPED task:c'])
})

test('a task that declares what it sends leads to those events, also where nothing waits for them', () => {
  const emits = [
    { key: 'x', to: 'execution' },
    { key: 'unheard', to: 'namespace' },
  ]
  const tasks = tasksOf({ name: 'a', emits }, { name: 'b', rules: [rule({ type: 'event', event: { key: 'x' } })] })
  expect(linesOf(tasks)).toEqual([
    'begin begin task:a',
    'event:x event START task:b',
    'task:a event event:x',
    'task:a event event:unheard',
  ])
})

test('the events that a task says it listens to lead to it', () => {
  const tasks = tasksOf(
    { name: 'a', emits: [{ key: 'x', to: 'execution' }] },
    { name: 'b', listensTo: ['x', 'y', 'x'] },
  )
  expect(linesOf(tasks)).toEqual([
    'begin begin task:a',
    'begin begin task:b',
    'task:a event event:x',
    'event:x event task:b',
    'event:y event task:b',
  ])
})

test.each([
  [{ type: 'event', event: { key: 'x', filter: { equals: '1' } } }, ['event:x event START = "1" task:b']],
  [
    { type: 'allEvents', events: [{ key: 'x' }, { key: 'y' }] },
    ['event:x event START all of 2 task:b', 'event:y event START all of 2 task:b'],
  ],
  [
    { type: 'anyEvent', events: [{ key: 'x' }, { key: 'y' }] },
    ['event:x event START task:b', 'event:y event START task:b'],
  ],
  [{ type: 'taskStatus', task: 'a', status: 'FAILED' }, ['task:a status START FAILED task:b']],
  [{ type: 'allTaskStatuses', members: [{ task: 'a', status: 'SUCCESS' }] }, ['task:a status START SUCCESS task:b']],
  [{ type: 'taskOutcomes', tasks: ['a'], when: 'noneFailed' }, ['task:a status START done, not failed task:b']],
  [{ type: 'taskOutcomes', tasks: ['a', 'a'], when: 'anyFailed' }, Array(2).fill('task:a status START fails task:b')],
  [{ type: 'code', expectEventKeys: ['x'], className: 'Mine' }, ['event:x custom START Mine task:b']],
  [{ type: 'cel', expression: 'true' }, ['event:any event custom START CEL task:b']],
])('a rule with the condition %j is drawn from what it looks at', (condition, expected) => {
  const lines = linesOf(tasksOf({ name: 'a' }, { name: 'b', rules: [rule(condition)] }))
  expect(lines.filter((line) => line.includes('START'))).toEqual(expected)
})

test('events with one key are one box, however many wait for them', () => {
  const onX = [rule({ type: 'event', event: { key: 'x' } })]
  const { boxes } = buildGraph(tasksOf({ name: 'a', rules: onX }, { name: 'b', rules: onX }), null)
  expect(boxes.filter(({ kind }) => kind === 'event')).toHaveLength(1)
})

test('arrows lead from events to triggers, and from triggers and schedules to the beginning', () => {
  const source = { text: '', paused: false, overlap: 'allow' } as const
  const lines = linesOf(tasksOf({ name: 'a' }), {
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'x' } }, ...source }],
    schedules: [{ name: 's', ...source }],
  })
  expect(lines).toEqual([
    'event:x event trigger:t',
    'trigger:t begin begin',
    'schedule:s begin begin',
    'begin begin task:a',
  ])
})
