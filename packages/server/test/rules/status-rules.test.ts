import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

function onStatus(action: string, task: string, status: string) {
  return { name: `${action}-${task}-${status}`.toLowerCase(), action, condition: { type: 'taskStatus', task, status } }
}

test('every change of status is judged with the status of that change, even if several follow in one step', async () => {
  const rules = ['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'].map((status) => onStatus('START', 'a', status))
  await harness.upload({ tasks: [bash('a'), ...rules.map((rule) => bash(rule.name, { rules: [rule] }))] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a', 'start-a-init', 'start-a-queued'])
  // The report of a short task may be the first word of it: that it ran is judged nevertheless.
  await harness.succeed('a')
  expect(harness.startedTasks().slice(3)).toEqual(['start-a-running', 'start-a-success'])
})

test('a start and an end that are reported together are two events of one commit, and rules judge both', async () => {
  const rules = ['RUNNING', 'SUCCESS'].map((status) => onStatus('START', 'a', status))
  await harness.upload({ tasks: [bash('a'), ...rules.map((rule) => bash(rule.name, { rules: [rule] }))] })
  const workflowExecutionId = await harness.start()
  let commits = 0
  harness.scheduler.onCommitted(() => {
    commits += 1
  })
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.report(
    { type: 'running', attemptId, pid: 1, startedAt: harness.now },
    {
      type: 'finished',
      attemptId,
      outcome: { type: 'success', output: null },
      startedAt: harness.now,
      endedAt: harness.now,
    },
  )
  expect(harness.startedTasks().slice(1)).toEqual(['start-a-running', 'start-a-success'])
  expect(commits).toBe(1)
  const { items } = await harness.reads.events.list({
    workflowExecutionId,
    beginOffset: 0,
    limit: 100,
    newestFirst: false,
  })
  const causeOf = (value: string) => {
    const offset = items.find((event) => event.key.endsWith('/w/a') && event.value === value)?.causeOffset
    return items.find((event) => event.offset === offset)?.key
  }
  expect(causeOf('RUNNING')).toBe('aiflow/report/running')
  expect(causeOf('SUCCESS')).toBe('aiflow/report/finished')
})

test('a task after several others starts when the last of them succeeded, with the outputs of all', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('c', { rules: [startAfter('a', 'b')] })] })
  await harness.start()
  await harness.succeed('b', 'from b')
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  await harness.succeed('a', { from: 'a' })
  expect(harness.worker.attemptOf('c').trigger.outputs).toEqual({ a: { from: 'a' }, b: 'from b' })
})

test('a rule on several statuses is met again by each change that keeps them all', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a'), bash('b', { rules: [onEvent('RESTART', 'k')] }), bash('c', { rules: [startAfter('a', 'b')] })],
  })
  const id = await harness.start()
  await harness.succeed('a')
  await harness.succeed('b')
  await harness.succeed('c')
  await harness.send('k')
  await harness.succeed('b')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'SUCCESS 2', c: 'QUEUED 2' })
})

test('fresh: an upstream that ended before the last start of the task itself does not count again', async () => {
  const members = ['a', 'b'].map((task) => ({ task, status: 'SUCCESS' }))
  const fresh = { name: 'fresh', action: 'START', condition: { type: 'allTaskStatuses', members, fresh: true } }
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [onEvent('RESTART', 'a')] }),
      bash('b', { rules: [onEvent('RESTART', 'b')] }),
      bash('c', { rules: [fresh] }),
    ],
  })
  const id = await harness.start()
  for (const task of ['a', 'b', 'c']) await harness.succeed(task)
  await harness.send('b')
  await harness.succeed('b')
  expect(await harness.statuses(id)).toMatchObject({ c: 'SUCCESS 1' })
  await harness.reopen()
  await harness.send('a')
  await harness.succeed('a')
  expect(await harness.statuses(id)).toMatchObject({ a: 'SUCCESS 2', b: 'SUCCESS 2', c: 'QUEUED 2' })
})

test('a task can stop others when it fails, and a stop by a rule counts as a normal end', async () => {
  await harness.upload({
    tasks: [bash('a', { allowFailure: true }), bash('b', { rules: [onStatus('STOP', 'a', 'FAILED')] })],
  })
  const id = await harness.start()
  await harness.running('b')
  await harness.fail('a')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', b: 'STOPPING 1' })
  await harness.finished('b', { type: 'stopped', message: null })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('after a later run has failed, the output of the last success is passed on', async () => {
  const rules = [onStatus('START', 'a', 'FAILED'), onStatus('START', 'a', 'SUCCESS')]
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onEvent('RESTART', 'k')] }), bash('b', { rules })],
  })
  await harness.start()
  await harness.succeed('a', 1)
  await harness.succeed('b')
  await harness.send('k')
  await harness.fail('a')
  expect(harness.worker.attemptOf('b').trigger).toMatchObject({ rule: 'start-a-failed', outputs: { a: 1 } })
})

test('tasks that start each other for ever in one step are stopped by a circuit, and nothing is lost', async () => {
  const loop = (task: string, other: string) =>
    bash(task, { rules: [onEvent('START', 'k'), onStatus('RESTART', other, 'INIT')] })
  const small = await SchedulerHarness.create({ slots: 1 })
  await small.upload({ lifetime: 'untilStopped', tasks: [loop('a', 'b'), loop('b', 'a')] })
  await small.upload({ name: 'calm', tasks: [bash('c', { rules: [onEvent('START', 'l')] })] })
  await small.start('calm')
  await small.start()
  const [storm, calm] = await Promise.all([small.send('k'), small.send('l')])
  expect((await small.reads.deadLetters.list({ limit: 10 })).items).toEqual([])
  const [circuit] = await small.reads.lanes.circuits(['execution:2'])
  expect(circuit?.value).toMatchObject({ status: 'open', cause: 'storm' })
  expect(await small.executionStatus(2)).toBe('RUNNING')
  expect(calm).toBeGreaterThan(storm)
  expect((await small.verdicts(1))[0]).toContain('fired')
  await small.dispose()
})
