import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Commit } from '../../src/storage/commit.ts'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const VALUE = 'v'.repeat(40_000)

let harness: SchedulerHarness
let id: number

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  const queue = { whenAlive: 'queue', queueLimit: 100_000 }
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('first'), bash('t', { rules: [onEvent('START', 'go', queue), onEvent('RESTART', 'again')] })],
  })
  id = await harness.start()
  await harness.succeed('first', 'o'.repeat(20_000))
})

afterEach(async () => {
  await harness.dispose()
})

/** What each commit has the store write, but for the events themselves, in characters of JSON. */
function watchWritten(): number[] {
  const { storage } = harness
  const written: number[] = []
  const commit = storage.commit.bind(storage)
  storage.commit = (rows: Commit) => {
    const { events: _, pendingStarts, ...others } = rows.tables
    const added = pendingStarts?.added?.map((row) => ({ ...row, trigger: { ...row.trigger, events: [] } }))
    written.push(JSON.stringify({ others, removed: pendingStarts?.removed, added }).length)
    return commit(rows)
  }
  return written
}

function waiting(): Promise<ReadonlyMap<string, number>> {
  return harness.reads.tasks.countPendingStarts(id)
}

test('a pending start is written once, however many already wait', async () => {
  await harness.send('go', 'runs')
  const written = watchWritten()
  for (let n = 0; n < 200; n += 1) await harness.send('go', VALUE)
  expect(await waiting()).toEqual(new Map([['t', 200]]))
  expect(Math.max(...written)).toBeLessThan(2 * (written[0] ?? 0))
})

test('pending starts are taken in order, including those only in the store, and after a restart', async () => {
  for (let n = 0; n < 60; n += 1) await harness.send('go', `${n} ${VALUE}`)
  const taken: string[] = []
  for (let n = 0; n < 60; n += 1) {
    if (n === 30) await harness.reopen()
    const [row] = (await harness.reads.tasks.list({ workflowExecutionId: id, task: 't' }, { limit: 1 })).items
    taken.push(row?.trigger.events[0]?.value?.split(' ')[0] ?? '')
    const outcome = { type: 'success', output: null } as const
    const of = { attemptId: row?.attemptId ?? '', startedAt: harness.now, endedAt: harness.now }
    await harness.report({ type: 'finished', outcome, ...of })
  }
  expect(taken).toEqual(Array.from({ length: 60 }, (_, n) => `${n}`))
  expect(await waiting()).toEqual(new Map())
})

test('all pending starts are dropped at once, and later ones do not wait behind them', async () => {
  for (let n = 0; n < 50; n += 1) await harness.send('go', VALUE)
  await Promise.all([harness.send('again', 'the last'), harness.send('go', 'behind it')])
  expect(await waiting()).toEqual(new Map([['t', 2]]))
  await harness.finished('t', { type: 'stopped', message: null })
  expect(harness.worker.attemptOf('t').trigger.events[0]?.value).toBe('the last')
  await harness.succeed('t')
  expect(harness.worker.attemptOf('t').trigger.events[0]?.value).toBe('behind it')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await waiting()).toEqual(new Map())
})
