import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const STOPPED = { type: 'stopped', message: null } as const

/** A task that runs, with a START rule on `k`, and rules that stop and restart it. */
async function runTask(start: Record<string, unknown> = {}): Promise<number> {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onEvent('START', 'k', start), onEvent('STOP', 'stop'), onEvent('RESTART', 'again')] })],
  })
  const id = await harness.start()
  await harness.send('k', 'first')
  await harness.running('a')
  return id
}

function values(): (string | null | undefined)[] {
  return harness.worker.started.map((spec) => spec.trigger.events.at(-1)?.value)
}

test('ignore: a START of a living task does nothing, and says so', async () => {
  const id = await runTask()
  await harness.send('k', 'second')
  await harness.succeed('a')
  expect(values()).toEqual(['first'])
  expect(await harness.verdicts(id)).toEqual(['a START ignored alive', 'a START fired'])
})

test('latest: one start waits, with the newest events, also over a restart of the server', async () => {
  await runTask({ whenAlive: 'latest' })
  for (const value of ['second', 'third', 'fourth']) await harness.send('k', value)
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.reopen()
  await harness.report({
    type: 'finished',
    attemptId,
    outcome: { type: 'success', output: null },
    startedAt: 1,
    endedAt: 2,
  })
  expect(values()).toEqual(['fourth'])
  await harness.succeed('a')
  expect(values()).toEqual(['fourth'])
})

test('queue: starts wait in order, over a restart of the server, and no more than the limit', async () => {
  const id = await runTask({ whenAlive: 'queue', queueLimit: 2 })
  for (const value of ['second', 'third', 'too many']) await harness.send('k', value)
  expect((await harness.verdicts(id))[0]).toBe('a START ignored queue full')
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.reopen()
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  await harness.fail('a')
  await harness.succeed('a')
  expect(values()).toEqual(['second', 'third'])
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 3' })
})

test('a restart waits until the old attempt is gone: never two at once', async () => {
  const id = await runTask()
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.send('again', 'restarted')
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 1' })
  expect([harness.worker.stopped, values()]).toEqual([[attemptId], ['first']])
  await harness.reopen()
  expect(harness.worker.started).toEqual([])
  await harness.report({ type: 'finished', attemptId, outcome: STOPPED, startedAt: 1, endedAt: 2 })
  expect(values()).toEqual(['restarted'])
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
})

test('a restart of a task that is not alive starts it', async () => {
  const id = await runTask()
  await harness.succeed('a')
  await harness.send('again', 'restarted')
  expect(values()).toEqual(['first', 'restarted'])
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
})

const WHEN_ALIVE = [{}, { whenAlive: 'latest' }, { whenAlive: 'queue' }, { whenAlive: 'queue', queueLimit: 1 }]
const SEQUENCES = ['again k k', 'again again k', 'stop k k', 'again stop', 'again k stop k', 'stop again k k k']

test.each(WHEN_ALIVE.flatMap((start) => SEQUENCES.map((sequence) => [start, sequence] as const)))(
  'the end does not depend on how long a stop takes: %j, %s',
  async (start, sequence) => {
    const ends = []
    for (const isFast of [true, false]) {
      await runTask(start)
      for (const [index, key] of sequence.split(' ').entries()) {
        await harness.send(key, `${index}`)
        if (isFast) await stopAll()
      }
      await stopAll()
      for (let round = 0; round < 5 && harness.scheduler.aliveCounts().tasks > 0; round++) {
        await harness.succeed('a')
      }
      const finished = harness.worker.started.filter((spec) => !harness.worker.stopped.includes(spec.attemptId))
      ends.push(finished.map((spec) => spec.trigger.events.at(-1)?.value))
      await harness.dispose()
      harness = await SchedulerHarness.create()
    }
    // A restart that meets an attempt which a fast stop has let begin stops that one too: what ran to its end is the same.
    expect(ends[1]).toEqual(ends[0])
  },
)

async function stopAll(): Promise<void> {
  const { attemptId } = harness.worker.attemptOf('a')
  if (harness.worker.stopped.includes(attemptId)) await harness.finished('a', STOPPED)
}

test('a stop of a task that waits for a slot ends it at once, and its attempt is never sent to a worker', async () => {
  const small = await SchedulerHarness.create({ slots: 1 })
  await small.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('STOP', 'stop')] })] })
  const id = await small.start()
  expect(await small.statuses(id)).toEqual({ a: 'QUEUED 1', b: 'INIT 1' })
  await small.send('stop')
  expect(await small.statuses(id)).toEqual({ a: 'QUEUED 1', b: 'STOPPED 1' })
  expect(small.worker.stopped).toEqual([])
  await small.succeed('a')
  expect(small.startedTasks()).toEqual(['a'])
  await small.dispose()
})

test('a stop that overtakes the start ends when the worker says that it never started', async () => {
  const id = await runTask()
  await harness.succeed('a')
  await harness.send('k', 'again')
  await harness.send('stop')
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 2' })
  const { attemptId } = harness.worker.attemptOf('a')
  expect(harness.worker.stopped).toEqual([attemptId])
  const outcome = { type: 'neverStarted' } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: null, endedAt: 1 })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 2' })
})

test('a running task is STOPPING, with a visible phase, until its worker confirms', async () => {
  const id = await runTask()
  await harness.send('stop')
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.report({ type: 'stopping', attemptId, phase: 'terminate', error: 'stop() threw' })
  const find = () => harness.reads.tasks.find({ workflowExecutionId: id, task: 'a', sequenceNumber: 1 })
  expect(await find()).toMatchObject({ status: 'STOPPING', stopPhase: 'terminate', stopError: 'stop() threw' })
  await harness.send('stop')
  await harness.finished('a', STOPPED)
  expect(await find()).toMatchObject({ status: 'STOPPED', stopPhase: null, outcome: STOPPED })
  expect(await harness.verdicts(id)).toEqual(['a STOP ignored already stopping', 'a STOP fired', 'a START fired'])
})

test('an outcome from before the first signal is the truth', async () => {
  const id = await runTask()
  await harness.send('stop')
  await harness.succeed('a')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1' })
})

test('a stop of a task that is over is refused, and a stop drops the starts that wait', async () => {
  const id = await runTask({ whenAlive: 'queue' })
  await harness.send('k', 'waits')
  await harness.send('stop')
  await harness.finished('a', STOPPED)
  await harness.send('stop')
  expect(values()).toEqual(['first'])
  expect((await harness.verdicts(id))[0]).toBe('a STOP ignored nothing to stop')
})
