import { afterEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

afterEach(() => harness.dispose())

function python(name: string): Record<string, unknown> {
  return { name, operator: { type: 'python', run: { type: 'module', name: 'm' } } }
}

const waitsFor = (taskName: string) => harness.scheduler.waitingReason({ workflowExecutionId: 1, taskName })

test('with older workers alone, a Python task waits, says why, and holds up nothing', async () => {
  harness = await SchedulerHarness.create({ slots: 5 })
  await harness.upload({ tasks: [python('a'), bash('b')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['b'])
  expect(waitsFor('a')).toBe(
    'no connected worker runs Python: each is of an older version, or has no "python3" in its PATH',
  )
})

test('a Python task takes a slot like others', async () => {
  harness = await SchedulerHarness.create({ slots: 2, operators: ['python'] })
  await harness.upload({ tasks: [python('a'), bash('b'), python('c')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  expect(harness.scheduler.busySlots('worker')).toBe(2)
  expect(waitsFor('c')).toBe('tasks have all 2 slots of the workers that run Python')
  await harness.succeed('b')
  expect(harness.startedTasks()).toEqual(['a', 'b', 'c'])
  await harness.succeed('a')
  await harness.succeed('c')
  expect(harness.scheduler.busySlots('worker')).toBe(0)
})
