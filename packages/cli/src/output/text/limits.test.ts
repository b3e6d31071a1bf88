import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { describeLimits, describeTaskLimits } from './limits.ts'

function definition(task: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const tasks = [{ name: 'a', operator: { type: 'bash', command: 'true' }, ...task }]
  return workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    tasks,
    ...more,
  })
}

function taskLimits(task: Record<string, unknown>): string {
  const [found] = definition(task).tasks
  return found === undefined ? 'none' : describeTaskLimits(found)
}

test('the limits of a workflow', () => {
  expect(describeLimits(definition({}))).toBeNull()
  expect(describeLimits(definition({}, { maxActiveExecutions: 3, timeoutSeconds: 90 }))).toBe(
    '3 alive at a time, others wait; each at most 1 min 30 s',
  )
  expect(describeLimits(definition({}, { onFailure: 'stop', cleanUpTimeoutSeconds: 60 }))).toBe(
    'stopped at the first failure; clean-up at most 1 min',
  )
  expect(describeLimits(definition({}, { maxActiveExecutions: 1, onFull: 'skip' }))).toBe(
    '1 alive at a time, others are not started',
  )
})

test('the limits of a task', () => {
  expect(taskLimits({})).toBe('')
  const retry = { retries: 'unlimited', retryDelaySeconds: 1, retryResetSeconds: 60, retriesOnLost: 1 }
  expect(taskLimits({ retry })).toBe(
    'retries without limit, the first after 1 s, reset after 1 min; 1 retry where it was lost',
  )
  expect(taskLimits({ timeoutSeconds: 60, livenessSeconds: 10, pool: 'gpu', priority: 2 })).toBe(
    'an attempt at most 1 min; reports being alive every 10 s; pool gpu; priority 2',
  )
})
