import { describe, expect, test } from 'vitest'
import { EventCondition, TaskRule, WorkflowRule } from '../../index.ts'
import { anEvent, createFakeContext } from '../../testing/fake-context.ts'

const { context } = createFakeContext()
const condition = new EventCondition('go')

describe('TaskRule', () => {
  test('gives its action when the condition is met, else null', async () => {
    const rule = new TaskRule(condition, 'RESTART')
    expect(await rule.trigger(anEvent('go'), context)).toBe('RESTART')
    expect(await rule.trigger(anEvent('other'), context)).toBeNull()
  })

  test('has defaults', () => {
    expect(new TaskRule(condition, 'START')).toMatchObject({ whenAlive: 'ignore', queueLimit: 1000 })
  })

  test.each([
    ['an unknown action', () => new TaskRule(condition, 'RSTART' as 'START'), 'Did you mean "START"?'],
    ['an unknown whenAlive', () => new TaskRule(condition, 'START', { whenAlive: 'never' as 'queue' }), '"never"'],
    ['a queue limit of 0', () => new TaskRule(condition, 'START', { queueLimit: 0 }), 'from 1 to 100000'],
    ['a name that is none', () => new TaskRule(condition, 'START', { name: 'a b' }), '"a b"'],
  ])('refuses %s', (_title, create, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(create).toThrow(expect.objectContaining(error))
  })
})

test('a WorkflowRule tells whether its condition is met', async () => {
  const rule = new WorkflowRule(condition)
  expect(await rule.trigger(anEvent('go'), context)).toBe(true)
  expect(await rule.trigger(anEvent('other'), context)).toBe(false)
})
