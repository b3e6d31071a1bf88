import { describe, expect, test } from 'vitest'
import { Workflow, type WorkflowOptions } from '../../index.ts'

describe('limits of a workflow', () => {
  test('are part of its data form where it has any', () => {
    const limits = {
      timeoutSeconds: 90,
      maxActiveExecutions: 3,
      onFull: 'skip',
      onFailure: 'stop',
      cleanUpTimeoutSeconds: 60,
    } as const
    expect(new Workflow({ name: 'w', ...limits }).toDefinition()).toMatchObject(limits)
    const definition = new Workflow({ name: 'w' }).toDefinition()
    for (const name of Object.keys(limits)) expect(definition).not.toHaveProperty(name)
  })

  test.each<[Partial<WorkflowOptions>, string]>([
    [
      { timeoutSeconds: 0 },
      '"timeoutSeconds" of the workflow "w" cannot be 0. It must be a number of seconds greater than 0, and at most 3155760000 (100 years). Leave it out for no limit.',
    ],
    [{ timeoutSeconds: Infinity }, 'cannot be Infinity'],
    [{ timeoutSeconds: Number.MAX_SAFE_INTEGER }, 'Leave it out for no limit.'],
    [{ timeoutSeconds: '5' as unknown as number }, 'cannot be "5"'],
    [
      { maxActiveExecutions: 0 },
      '"maxActiveExecutions" of the workflow "w" cannot be 0. It must be a whole number from 1 to 100000.',
    ],
    [{ maxActiveExecutions: 1.5 }, 'cannot be 1.5'],
    [{ maxActiveExecutions: 1, onFull: 'drop' as 'skip' }, '"onFull" of the workflow "w" cannot be "drop"'],
    [{ onFailure: 'fail' as 'stop' }, '"onFailure" of the workflow "w" cannot be "fail"'],
    [
      { cleanUpTimeoutSeconds: 86_401 },
      '"cleanUpTimeoutSeconds" of the workflow "w" cannot be 86401. It must be a number of seconds greater than 0, and at most 86400 (a day).',
    ],
    [{ cleanUpTimeoutSeconds: '5' as unknown as number }, 'cannot be "5"'],
    [{ onFull: 'skip' }, 'Give it "maxActiveExecutions" too.'],
  ])('cannot be %j', (options, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => new Workflow({ name: 'w', ...options })).toThrow(expect.objectContaining(error))
  })
})
