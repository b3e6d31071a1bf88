import { describe, expect, test } from 'vitest'
import { AllEventsCondition, BashOperator, Condition, EventCondition, type Operator, Workflow } from '../../index.ts'

class Custom extends Condition {
  override isMet(): boolean {
    return true
  }
}

/** Defines a workflow of three tasks and gives the rules of the first, in their data form. */
function rulesOfA(define: (a: Operator, b: Operator, c: Operator) => void) {
  const workflow = new Workflow({ name: 'w' }, () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new BashOperator({ name, command: 'true' }))
    define(a!, b!, c!)
  })
  return workflow.toDefinition().tasks[0]!.rules
}

describe('Operator', () => {
  test('becomes a task of the current workflow, with its options and defaults in data form', () => {
    const workflow = new Workflow({ name: 'w' }, () => {
      const task = new BashOperator({ name: 'a', command: 'true' })
      expect(task.workflow.name).toBe('w')
    })
    expect(workflow.tasks.get('a')?.name).toBe('a')
  })

  test('outside of a workflow is refused', () => {
    const error = { code: 'NO_CURRENT_WORKFLOW', message: expect.stringContaining('"a"') }
    expect(() => new BashOperator({ name: 'a', command: 'true' })).toThrow(expect.objectContaining(error))
  })

  test('actionOnCondition adds a rule on a custom condition, as code', () => {
    const rules = rulesOfA((a) => a.actionOnCondition('STOP', new Custom(['x', 'y']), { name: 'enough' }))
    const condition = { type: 'code', expectEventKeys: ['x', 'y'], className: 'Custom' }
    expect(rules).toEqual([{ name: 'enough', condition, action: 'STOP', whenAlive: 'ignore', queueLimit: 1000 }])
  })

  test('actionOnEventReceived adds a rule on an event key', () => {
    const rules = rulesOfA((a) => a.actionOnEventReceived('RESTART', 'k', { whenAlive: 'queue', queueLimit: 5 }))
    const condition = { type: 'event', event: { key: 'k' } }
    expect(rules).toEqual([{ name: 'on-k', condition, action: 'RESTART', whenAlive: 'queue', queueLimit: 5 }])
  })

  test('actionOnTaskStatus takes a Map or pairs: one task, or all of several', () => {
    const rules = rulesOfA((a, b, c) => {
      a.actionOnTaskStatus('START', new Map([[b, 'SUCCESS']] as const))
      a.actionOnTaskStatus('STOP', [
        [b, 'FAILED'],
        [c, 'STOPPED'],
      ])
    })
    expect(rules).toMatchObject([
      { name: 'after-b', condition: { type: 'taskStatus', task: 'b', status: 'SUCCESS' }, action: 'START' },
      {
        name: 'when-b-failed-and-c-stopped',
        condition: {
          type: 'allTaskStatuses',
          members: [
            { task: 'b', status: 'FAILED' },
            { task: 'c', status: 'STOPPED' },
          ],
        },
        action: 'STOP',
      },
    ])
  })

  test('startAfter starts it when one task, or all of several, are SUCCESS', () => {
    const rules = rulesOfA((a, b, c) => {
      a.startAfter(b)
      a.startAfter([b, c], { name: 'both', whenAlive: 'latest' })
      a.startAfter(b, { fresh: true })
    })
    const members = [
      { task: 'b', status: 'SUCCESS' },
      { task: 'c', status: 'SUCCESS' },
    ]
    expect(rules).toMatchObject([
      { name: 'after-b', action: 'START', condition: { type: 'taskStatus', task: 'b', status: 'SUCCESS' } },
      { name: 'both', action: 'START', whenAlive: 'latest', condition: { type: 'allTaskStatuses', members } },
      { name: 'after-b-2', condition: { type: 'allTaskStatuses', members: members.slice(0, 1), fresh: true } },
    ])
    expect(rules[1]?.condition).not.toHaveProperty('fresh')
  })

  test('a subclass of a built-in condition is code, since it may decide otherwise', () => {
    class Picky extends AllEventsCondition {}
    const rules = rulesOfA((a) => a.actionOnCondition('START', new Picky(['x'])))
    expect(rules[0]?.condition).toEqual({ type: 'code', expectEventKeys: ['x'], className: 'Picky' })
  })

  test.each<[string, (a: Operator) => void, string]>([
    [
      'two rules with one name',
      (a) => ['r', 'r'].forEach((name) => void a.actionOnEventReceived('START', 'k', { name })),
      '"r"',
    ],
    ['no task in a rule', (a) => a.actionOnTaskStatus('START', []), 'no task'],
    ['no task to start after', (a) => a.startAfter([]), 'no task'],
    ['no condition', (a) => a.actionOnCondition('START', 'k' as unknown as Condition), 'takes a condition, not "k"'],
    ['an unknown action', (a) => a.actionOnCondition('GO' as 'START', new EventCondition('k')), '"GO"'],
    ['an empty event key', (a) => a.actionOnEventReceived('START', ''), 'event key'],
  ])('refuses %s', (_title, define, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => rulesOfA(define)).toThrow(expect.objectContaining(error))
  })

  test('refuses a rule on a task of another workflow, and names both', () => {
    const foreign = new Workflow(
      { name: 'other' },
      () => void new BashOperator({ name: 'x', command: 'true' }),
    ).tasks.get('x')
    expect(() => rulesOfA((a) => a.startAfter(foreign!))).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_TASK',
        details: { task: 'a', workflow: 'w', foreignTask: 'x', foreignWorkflow: 'other' },
      }),
    )
  })
})
