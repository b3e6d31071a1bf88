import { describe, expect, test } from 'vitest'
import {
  AllTaskStatusesCondition,
  BashOperator,
  type Operator,
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
