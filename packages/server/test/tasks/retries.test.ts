import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const RETRY = { retries: 2, retryDelaySeconds: 10, retryBackoff: 3, retryJitter: 0 }
const LOST = { type: 'lost', message: 'the machine was switched off' } as const

function find(id: number, task = 'a') {
  return harness.reads.tasks.find({ workflowExecutionId: id, task, sequenceNumber: 1 })
}

test('a failed attempt is followed by others, each later than the one before; the last failure is the end', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY })] })
  const id = await harness.start()
  const first = harness.worker.attemptOf('a').attemptId
  await harness.fail('a')
  expect(await find(id)).toMatchObject({ status: 'RETRYING', retryTime: harness.now + 10_000, attemptNumber: 1 })
  expect(await harness.pass(9)).toBe(0)
  expect(await harness.pass(1)).toBe(1)
  const second = harness.worker.attemptOf('a')
  expect(second).toMatchObject({ attemptNumber: 2, sequenceNumber: 1 })
  expect(second.attemptId).not.toBe(first)
  await harness.fail('a')
  expect(await find(id)).toMatchObject({ status: 'RETRYING', retryTime: harness.now + 30_000 })
  await harness.reopen()
  await harness.pass(30)
  await harness.fail('a')
  expect(await find(id)).toMatchObject({ status: 'FAILED', attemptNumber: 3, retryTime: null })
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('results of previous attempts are kept, separate from the current one', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY })] })
  const id = await harness.start()
  const first = harness.worker.attemptOf('a').attemptId
  const endTime = harness.now
  await harness.fail('a')
  const previous = { attemptNumber: 1, attemptId: first, workerId: 'worker', outcome: failure(), endTime }
  expect(await find(id)).toMatchObject({ previousAttempts: [previous] })
  await harness.pass(10)
  await harness.reopen()
  const row = await find(id)
  expect(row).toMatchObject({ attemptNumber: 2, previousAttempts: [previous] })
  expect(row?.attemptId).not.toBe(first)
})

test('no more than the last twenty attempts are kept', async () => {
  await harness.upload({ tasks: [bash('a', { retry: { retries: 100, retryDelaySeconds: 1, retryBackoff: 1 } })] })
  const id = await harness.start()
  for (let attempt = 1; attempt <= 25; attempt++) {
    await harness.fail('a')
    await harness.pass(2)
  }
  const numbers = (await find(id))?.previousAttempts.map((attempt) => attempt.attemptNumber)
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 6))
})

test('a successful attempt ends the retries, and dependent tasks see one success', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY }), bash('b', { rules: [startAfter('a')] })] })
  const id = await harness.start()
  await harness.fail('a')
  await harness.pass(10)
  await harness.succeed('a')
  await harness.succeed('b')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'SUCCESS 1' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('rules on FAILED see the last attempt only; rules on RETRYING see the others', async () => {
  const on = (status: string) => ({
    name: status,
    action: 'START',
    condition: { type: 'taskStatus', task: 'a', status },
  })
  await harness.upload({
    tasks: [
      bash('a', { retry: { ...RETRY, retries: 1 } }),
      bash('alarm', { rules: [on('FAILED')] }),
      bash('note', { rules: [on('RETRYING')] }),
    ],
  })
  await harness.start()
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['a', 'note'])
  await harness.pass(10)
  await harness.fail('a')
  expect(harness.startedTasks()).toEqual(['a', 'note', 'a', 'alarm'])
})

test('an error can forbid another attempt', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY })] })
  const id = await harness.start()
  await harness.finished('a', failure({ retryable: false }))
  expect(await find(id)).toMatchObject({ status: 'FAILED', attemptNumber: 1 })
})

test('a lost attempt is a failure, unless losses have retries of their own', async () => {
  const retry = { ...RETRY, retries: 0, retriesOnLost: 1 }
  await harness.upload({ tasks: [bash('a', { retry: RETRY }), bash('b', { retry })] })
  const id = await harness.start()
  await harness.finished('a', LOST)
  await harness.finished('b', LOST)
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome: LOST })
  expect(await find(id, 'b')).toMatchObject({ status: 'RETRYING' })
  await harness.pass(60)
  await harness.finished('b', LOST)
  expect(await find(id, 'b')).toMatchObject({ status: 'FAILED', attemptNumber: 2 })
})

test('a stop while RETRYING ends the task at once, and its timer is gone', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY, rules: [onEvent('STOP', 'stop')] })] })
  const id = await harness.start()
  await harness.fail('a')
  expect(harness.scheduler.readTimers()).toHaveLength(1)
  await harness.send('stop')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', retryTime: null })
  expect(harness.scheduler.readTimers()).toEqual([])
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('no attempt follows a stop, nor the stop of the execution', async () => {
  await harness.upload({
    tasks: [bash('a', { retry: RETRY, rules: [onEvent('STOP', 'stop')] }), bash('b', { retry: RETRY })],
  })
  const id = await harness.start()
  await harness.running('a')
  await harness.send('stop')
  await harness.fail('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  await harness.fail('b')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', b: 'FAILED 1' })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('reports of an attempt that has ended do not count', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY })] })
  const id = await harness.start()
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.fail('a')
  await harness.pass(10)
  const offset = harness.scheduler.lastOffset
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  expect(harness.scheduler.lastOffset).toBe(offset)
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
})

test('reports of another worker about an attempt do not count', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.scheduler.report('stranger', [
    { type: 'finished', attemptId, outcome: { type: 'success', output: null }, startedAt: 1, endedAt: 2 },
  ])
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
})

test('without a limit attempts go on, and after one that ran well the next comes as soon as the first did', async () => {
  const retry = { retries: 'unlimited', retryDelaySeconds: 10, retryBackoff: 2, retryJitter: 0, retryResetSeconds: 60 }
  await harness.upload({ tasks: [bash('a', { retry })] })
  const id = await harness.start()
  const delays: number[] = []
  for (const ranSeconds of [1, 59, 1, 60, 1, 1]) {
    await failAfter(ranSeconds)
    delays.push(((await find(id))?.retryTime ?? 0) - harness.now)
    await harness.reopen()
    await harness.pass(100)
  }
  expect(delays).toEqual([10_000, 20_000, 40_000, 10_000, 20_000, 40_000])
  expect(await find(id)).toMatchObject({ status: 'QUEUED', attemptNumber: 7, sequenceNumber: 1 })
})

test('retries with a limit are counted since the last attempt that ran well, lost ones apart', async () => {
  const retry = { ...RETRY, retries: 1, retriesOnLost: 1, retryResetSeconds: 60 }
  await harness.upload({ tasks: [bash('a', { retry })] })
  const id = await harness.start()
  for (const [ranSeconds, outcome, status] of [
    [1, failure(), 'RETRYING'],
    [1, LOST, 'RETRYING'],
    [60, failure(), 'RETRYING'],
    [1, LOST, 'RETRYING'],
    [60, LOST, 'RETRYING'],
    [1, failure(), 'RETRYING'],
    [1, failure(), 'FAILED'],
  ] as const) {
    await failAfter(ranSeconds, outcome)
    expect((await find(id))?.status).toBe(status)
    await harness.pass(1000)
  }
})

test('an exit code can forbid another attempt', async () => {
  const retry = { ...RETRY, doNotRetryExitCodes: [78] }
  await harness.upload({ tasks: [bash('a', { retry }), bash('b', { retry })] })
  const id = await harness.start()
  await harness.finished('a', failure({ exitCode: 78 }))
  await harness.finished('b', failure({ exitCode: 1 }))
  expect([(await find(id))?.status, (await find(id, 'b'))?.status]).toEqual(['FAILED', 'RETRYING'])
})

test('a manual retry begins the next attempt at once, and only once', async () => {
  await harness.upload({ tasks: [bash('a', { retry: RETRY })] })
  const id = await harness.start()
  const request = { type: 'retryTask', workflowExecutionId: id, task: 'a' } as const
  await harness.fail('a')
  await harness.reopen()
  expect(await harness.control(request)).toMatchObject({ value: { verdict: 'accepted', sequenceNumber: 1 } })
  expect(harness.worker.attemptOf('a').attemptNumber).toBe(2)
  expect(harness.scheduler.readTimers()).toEqual([])
  const again = { verdict: 'ignored', reason: 'it is QUEUED: its attempt is about to begin' }
  expect(await harness.control(request)).toMatchObject({ value: again })
  await harness.pass(1000)
  expect(await find(id)).toMatchObject({ status: 'QUEUED', attemptNumber: 2 })
})

test('a retry of a task that waits for no attempt is refused with advice', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
  const id = await harness.start()
  const retry = (task: string) => harness.control({ type: 'retryTask', workflowExecutionId: id, task })
  const ignored = (reason: string) => ({ value: { verdict: 'ignored', reason } })
  expect(await retry('b')).toMatchObject(ignored('it has not run yet: start it'))
  await harness.running('a')
  expect(await retry('a')).toMatchObject(ignored('it is RUNNING: restart it to begin again'))
  await harness.fail('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(await retry('a')).toMatchObject(ignored('it is FAILED, and no attempt follows by itself: start it'))
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(await retry('c')).toMatchObject({ error: { code: 'TASK_NOT_FOUND' } })
})

/** The newest attempt of "a" ran so long, then ended. */
async function failAfter(seconds: number, outcome = failure()): Promise<void> {
  const startedAt = harness.now
  harness.now += seconds * 1000
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 1 })).items
  const attemptId = row?.attemptId ?? ''
  await harness.report({ type: 'finished', attemptId, outcome, startedAt, endedAt: harness.now })
}
