import { isAlive } from '@aiflow/sdk/internal/model'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TaskExecutionRow } from '../../src/storage/rows.ts'
import { bash, failure, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { createRandom, type Random } from '../store/random-runs.ts'

/*
 * Two executions of one workflow get the same events. In the first each stop is over at once, in the second it takes until
 * chance lets it end. At every moment the second has to be what the first is: a start that waits for a stop counts as begun.
 */

const STEPS = 60
const SEEDS = Array.from({ length: 4 }, (_, index) => index + 1)
const ACTIONS = ['start', 'start', 'stop', 'restart']
const POOL = { type: 'setPool', namespace: 'default', name: 'p' } as const

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

async function latest(workflowExecutionId: number): Promise<TaskExecutionRow | null> {
  return (await harness.reads.tasks.list({ workflowExecutionId }, { limit: 1 })).items[0] ?? null
}

async function end(row: TaskExecutionRow | null, outcome: Outcome): Promise<void> {
  const attemptId = row?.attemptId ?? ''
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: null, endedAt: harness.now })
}

async function confirmStop(id: number, random: Random): Promise<void> {
  const row = await latest(id)
  if (row?.status !== 'STOPPING') return
  await end(row, random(2) === 0 ? { type: 'stopped', message: null } : { type: 'neverStarted' })
}

/** The start that lives, or will once the stop is over, and those that wait behind it. */
async function shapeOf(id: number): Promise<(string | null | undefined)[]> {
  const row = await latest(id)
  const waiting = await harness.storage.tasks.loadPendingHead({ workflowExecutionId: id, taskName: 'a' })
  const pending = waiting.map(({ trigger }) => trigger.events[0]?.value)
  const lives = row !== null && isAlive(row.status) && row.status !== 'STOPPING'
  return lives ? [row.trigger.events[0]?.value, ...pending] : pending
}

/** What happens to what runs in both, where the second one is not being stopped. */
async function happen(ids: readonly number[], chance: number): Promise<void> {
  const rows = await Promise.all(ids.map(latest))
  if (rows.some((row) => row?.status !== 'QUEUED' && row?.status !== 'RUNNING')) return
  for (const row of rows) {
    if (chance === 0) await end(row, failure())
    else if (chance === 1) await end(row, { type: 'success', output: null })
    else {
      const attemptId = row?.attemptId ?? ''
      await harness.report({ type: 'running', attemptId, pid: 1, startedAt: harness.now })
    }
  }
}

async function takeStep(ids: readonly [number, number], step: number, random: Random): Promise<void> {
  const [swift, slow] = ids
  const chance = random(12)
  if (chance < 6) {
    const key = ACTIONS[random(ACTIONS.length)] ?? 'start'
    for (const workflowExecutionId of ids) await harness.send(key, String(step), { workflowExecutionId })
  } else if (chance < 9) await happen(ids, random(4))
  else if (chance === 9) await harness.pass(1000)
  else if (chance === 10) await harness.control({ ...POOL, slots: random(2) * 100 })
  else await confirmStop(slow, random)
  await confirmStop(swift, random)
}

test.each(['ignore', 'latest', 'queue'])(
  'the end does not depend on how long stops take, with whenAlive "%s"',
  async (whenAlive) => {
    await harness.control({ ...POOL, slots: 100 })
    const rules = [onEvent('START', 'start', { whenAlive, queueLimit: 3 }), onEvent('STOP', 'stop')]
    const retry = { retries: 'unlimited', retryDelaySeconds: 10 }
    const task = bash('a', { rules: [...rules, onEvent('RESTART', 'restart')], retry, pool: 'p' })
    await harness.upload({ lifetime: 'untilStopped', tasks: [task] })
    const reached = new Set<string>()
    for (const seed of SEEDS) {
      const random = createRandom(seed)
      const ids = [await harness.start(), await harness.start()] as const
      for (let step = 0; step < STEPS; step += 1) {
        await takeStep(ids, step, random)
        expect(await shapeOf(ids[1]), `seed ${seed}, step ${step}`).toEqual(await shapeOf(ids[0]))
        reached.add((await latest(ids[1]))?.status ?? 'none')
      }
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'RETRYING', 'STOPPED']),
    )
  },
)
