import { describe, expect, test } from 'vitest'
import {
  AllTaskStatusesCondition,
  BashOperator,
  type Operator,
  type TaskOutcomes,
  TaskOutcomesCondition,
  TaskStatus,
  TaskStatusCondition,
  taskStatusKey,
  Workflow,
} from '../../index.ts'
import { anEvent, createFakeContext } from '../../testing/fake-context.ts'

const tasks = new Workflow({ name: 'w' }, () => {
  for (const name of ['a', 'b']) new BashOperator({ name, command: 'true' })
}).tasks
const [a, b] = [...tasks.values()] as [Operator, Operator]
const changed = (task: string) => anEvent(taskStatusKey('w', task))

describe('TaskStatusCondition', () => {
  test('is met each time the task changes to the status', async () => {
    const condition = new TaskStatusCondition(a, TaskStatus.SUCCESS)
    const { context, statuses } = createFakeContext()
    expect(condition.expectEventKeys).toEqual([taskStatusKey('w', 'a')])
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    statuses.a = 'FAILED'
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    statuses.a = 'SUCCESS'
    expect(await condition.isMet(changed('a'), context)).toBe(true)
    expect(await condition.isMet(changed('b'), context)).toBe(false)
  })

  test.each([
    ['an unknown status', () => new TaskStatusCondition(a, 'SUCESS' as 'SUCCESS'), 'Did you mean "SUCCESS"?'],
    [
      'the name of a task',
      () => new TaskStatusCondition('a' as unknown as Operator, 'SUCCESS'),
      'its operator, not "a"',
    ],
  ])('refuses %s', (_title, create, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(create).toThrow(expect.objectContaining(error))
  })
})

describe('AllTaskStatusesCondition', () => {
  test('is met when all have their statuses, judged each time one of them changes', async () => {
    const condition = new AllTaskStatusesCondition(
      new Map([
        [a, 'SUCCESS'],
        [b, 'FAILED'],
      ] as const),
    )
    const { context, statuses } = createFakeContext({ a: 'SUCCESS' })
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    statuses.b = 'FAILED'
    expect(await condition.isMet(changed('b'), context)).toBe(true)
    expect(await condition.isMet(changed('a'), context)).toBe(true)
    expect(await condition.isMet(changed('c'), context)).toBe(false)
  })

  test('fresh asks for a new change of every task each time', async () => {
    const condition = new AllTaskStatusesCondition(
      [
        [a, 'SUCCESS'],
        [b, 'SUCCESS'],
      ],
      { fresh: true },
    )
    const { context, statuses } = createFakeContext({ a: 'SUCCESS', b: 'SUCCESS' })
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    expect(await condition.isMet(changed('b'), context)).toBe(true)
    expect(await condition.isMet(changed('b'), context)).toBe(false)
    statuses.a = 'RUNNING'
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    statuses.a = 'SUCCESS'
    expect(await condition.isMet(changed('a'), context)).toBe(true)
  })

  test.each([
    ['no task', () => new AllTaskStatusesCondition([]), 'no event'],
    [
      'a task twice',
      () =>
        new AllTaskStatusesCondition([
          [a, 'SUCCESS'],
          [a, 'FAILED'],
        ]),
      '"a" twice',
    ],
  ])('refuses %s', (_title, create, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(create).toThrow(expect.objectContaining(error))
  })
})

describe('TaskOutcomesCondition', () => {
  test('is met when all have ended, or when one fails', async () => {
    const { context, statuses } = createFakeContext()
    const isMet = (when: TaskOutcomes, task: string) =>
      new TaskOutcomesCondition([a, b], { when }).isMet(changed(task), context)
    const met = async (task: string) => {
      const answers = await Promise.all(
        (['allDone', 'anyFailed', 'noneFailed'] as const).map(async (when) => isMet(when, task)),
      )
      return answers.map(Number).join('')
    }
    statuses.a = 'FAILED'
    expect(await met('a')).toBe('010')
    statuses.b = 'SUCCESS'
    expect(await met('b')).toBe('100')
    statuses.a = 'STOPPED'
    expect(await met('a')).toBe('101')
    expect(await met('c')).toBe('000')
    statuses.a = 'RETRYING'
    expect(await met('a')).toBe('000')
  })

  test('with "fresh" remembers which tasks have ended since it fired', async () => {
    const condition = new TaskOutcomesCondition([a, b], { when: 'allDone', fresh: true })
    const { context, statuses } = createFakeContext()
    statuses.a = 'FAILED'
    statuses.b = 'SUCCESS'
    expect(await condition.isMet(changed('a'), context)).toBe(false)
    expect(await condition.isMet(changed('b'), context)).toBe(true)
    expect(await condition.isMet(changed('a'), context)).toBe(false)
  })

  test.each([
    ['no task', () => new TaskOutcomesCondition([], { when: 'allDone' }), 'needs at least one task'],
    ['a task twice', () => new TaskOutcomesCondition([a, a], { when: 'allDone' }), 'the task "a" twice'],
    [
      'an unknown outcome',
      () => new TaskOutcomesCondition(a, { when: 'alldone' as 'allDone' }),
      '"when" of a condition on how tasks end cannot be "alldone". It must be one of allDone, anyFailed, noneFailed. Did you mean "allDone"?',
    ],
    [
      '"fresh" with any failure',
      () => new TaskOutcomesCondition(a, { when: 'anyFailed', fresh: true }),
      '"fresh" has no effect with "anyFailed"',
    ],
  ])('refuses %s', (_title, create, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(create).toThrow(expect.objectContaining(error))
  })

  test('is what startAfter makes with "when", and belongs to one workflow', () => {
    const other = new Workflow({ name: 'other' }, () => {
      const first = new BashOperator({ name: 'first', command: 'true' })
      const second = new BashOperator({ name: 'second', command: 'true' })
      second.startAfter(first, { when: 'noneFailed', fresh: true, name: 'r' })
      second.startAfter(first, { when: 'allSucceeded' })
      expect(() => second.startAfter(a, { when: 'allDone' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_TASK' }))
      expect(() => second.startAfter(first, { when: 'failed' as 'allDone' })).toThrow(
        '"when" of a rule of the task "second"',
      )
    })
    expect(other.toDefinition().tasks[1]?.rules.map(({ condition }) => condition)).toEqual([
      { type: 'taskOutcomes', tasks: ['first'], when: 'noneFailed', fresh: true },
      { type: 'taskStatus', task: 'first', status: 'SUCCESS' },
    ])
    const condition = new TaskOutcomesCondition(a, { when: 'anyFailed' })
    expect(() => new Workflow({ name: 'w' }, (workflow) => workflow.trigger('t', condition))).toThrow(
      'exists only inside',
    )
  })
})
