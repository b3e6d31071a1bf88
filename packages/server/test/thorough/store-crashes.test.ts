import { expect, test } from 'vitest'
import { bash, failure, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { createRandom, imageOf, quiet, type Random, taskRows } from '../store/random-runs.ts'

/** A workflow with a rule of each kind. */
const WORKFLOW = {
  lifetime: 'untilStopped',
  triggers: [
    {
      name: 'fan-in',
      condition: {
        type: 'allEvents',
        events: [{ key: 'k' }, { key: 'l', filter: { in: ['1', '2'] } }, { key: 'l', filter: { equals: '1' } }],
      },
    },
  ],
  schedules: [{ name: 's', expression: 'interval@0 0 2 0', catchUp: 'all' }],
  tasks: [
    bash('a', {
      retry: { retries: 1, retryDelaySeconds: 20 },
      rules: [onEvent('START', 'k', { whenAlive: 'queue', queueLimit: 2 }), onEvent('STOP', 'l')],
    }),
    bash('b', { rules: [startAfter('a'), onEvent('RESTART', 'l'), onEvent('START', 'k', { whenAlive: 'latest' })] }),
    bash('c', {
      rules: [
        { name: 'both', action: 'START', condition: { type: 'allEvents', events: [{ key: 'k' }, { key: 'm' }] } },
        { name: 'failed', action: 'STOP', condition: { type: 'taskStatus', task: 'a', status: 'FAILED' } },
      ],
    }),
    bash('p', { periodicExpression: 'interval@0 0 0 45', periodicWhenAlive: 'restart', allowFailure: true }),
  ],
}

/** One thing that happens, chosen by chance from what can happen. */
async function happen(harness: SchedulerHarness, random: Random): Promise<void> {
  const id = 1 + random(2)
  switch (random(9)) {
    case 0:
    case 1:
      await harness.send(
        ['k', 'l', 'm'][random(3)] ?? '',
        `${random(4)}`,
        random(2) === 0 ? { workflowExecutionId: id } : {},
      )
      return
    case 2:
      await harness.pass(random(60))
      return
    case 3:
      await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: random(2) === 0 })
      return
    case 4: {
      const action = (['START', 'STOP', 'RESTART'] as const)[random(3)] ?? 'STOP'
      await harness.control({
        type: 'taskAction',
        workflowExecutionId: id,
        task: ['a', 'b', 'c'][random(3)] ?? '',
        action,
      })
      return
    }
    case 5:
      // Its answer may have to wait until the execution is resumed.
      await harness.scheduler.control(
        { type: 'setState', workflowExecutionId: id, name: 's', value: random(100) },
        null,
      )
      return
    default:
      await report(harness, random)
  }
}

/** An attempt that lives is reported on. */
async function report(harness: SchedulerHarness, random: Random): Promise<void> {
  const alive = (await taskRows(harness)).filter(({ status }) => ['QUEUED', 'RUNNING', 'STOPPING'].includes(status))
  const row = alive[random(Math.max(alive.length, 1))]
  const kind = random(4)
  if (row?.attemptId === undefined || row.attemptId === null) return
  const { attemptId } = row
  if (kind === 0) return harness.report({ type: 'running', attemptId, pid: 1, startedAt: harness.now })
  const stopped = { type: 'stopped', message: null } as const
  const success = { type: 'success', output: random(100) } as const
  const outcome = row.status === 'STOPPING' ? stopped : kind === 1 ? failure() : success
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: harness.now, endedAt: harness.now })
}

async function run(seed: number, reopens: boolean): Promise<unknown> {
  const harness = await SchedulerHarness.create({ slots: 3 })
  const random = createRandom(seed)
  await harness.upload(WORKFLOW)
  await harness.start()
  await harness.start()
  for (let step = 0; step < 50; step++) {
    await happen(harness, random)
    await quiet(harness)
    if (reopens) await harness.reopen()
    // Who waits for a slot when a worker comes is looked at in a step of its own: take one in both runs.
    await quiet(harness)
  }
  const image = await imageOf(harness)
  await harness.dispose()
  return image
}

test.each([1, 2, 3, 4])(
  'a run that loses its memory after every event ends as a straight one: seed %i',
  async (seed) => {
    const straight = await run(seed, false)
    expect(await run(seed, true)).toEqual(straight)
    expect(straight).toMatchObject({ deadLetters: [] })
  },
)

test('a worker that comes back gets what it should hold, and hears of what is settled', async () => {
  const harness = await SchedulerHarness.create()
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('STOP', 'stop')] }), bash('c')] })
  await harness.start()
  const [a, b, c] = harness.worker.started.map((spec) => spec.attemptId)
  await harness.send('stop')
  await harness.succeed('c')
  await harness.close()
  await harness.open()
  const held = [c, 'unknown'].map((attemptId) => ({ attemptId: attemptId ?? '', finished: true }))
  const worker = { id: 'worker', bootId: 'boot', slots: 100, held, found: [], storeId: null }
  const { wanted, settled } = await harness.scheduler.attachWorker(worker, harness.worker)
  expect(wanted.map(({ spec, stop }) => [spec.attemptId, stop])).toEqual([
    [a, false],
    [b, true],
  ])
  expect(settled).toContain(c)
  await harness.dispose()
})
