import { expect, test } from 'vitest'
import { bash, failure, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { createRandom, imageOf, quiet, type Random, taskRows } from '../store/random-runs.ts'

const OF = { namespace: 'default', workflow: 'w' } as const
const SLOTS = 4
const MOST_ACTIVE = 2
const RETRY = { retries: 'unlimited', retryDelaySeconds: 20, retriesOnLost: 1, retryResetSeconds: 30 }

/** A workflow with every limit that there is. */
const WORKFLOW = {
  maxActiveExecutions: MOST_ACTIVE,
  timeoutSeconds: 200,
  triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k' } } }],
  tasks: [
    bash('a', { pool: 'p', priority: 2, retry: RETRY }),
    bash('b', { pool: 'p', retry: { retries: 1, retryDelaySeconds: 30 } }),
    bash('c', { priority: -1 }),
  ],
}

async function happen(harness: SchedulerHarness, random: Random): Promise<void> {
  switch (random(9)) {
    case 0:
      await harness.send('k')
      return
    case 1:
      await harness.control({ type: 'startExecution', ...OF })
      return
    case 2:
      await harness.pass(random(60))
      return
    case 3:
      await harness.control({ type: 'setPool', namespace: 'default', name: 'p', slots: random(3) })
      return
    case 4: {
      const alive = (await harness.reads.executions.list({}, { limit: 1000 })).items.filter(isLiving)
      const workflowExecutionId = alive[random(Math.max(alive.length, 1))]?.id ?? 0
      if (random(2) === 0) await harness.control({ type: 'retryTask', workflowExecutionId, task: 'a' })
      else await harness.control({ type: 'setExecutionPaused', workflowExecutionId, paused: random(3) === 0 })
      return
    }
    default:
      await endAttempt(harness, random)
  }
}

function isLiving({ endTime }: { readonly endTime: number | null }): boolean {
  return endTime === null
}

async function endAttempt(harness: SchedulerHarness, random: Random): Promise<void> {
  const alive = (await taskRows(harness)).filter(({ status }) => ['QUEUED', 'RUNNING', 'STOPPING'].includes(status))
  const row = alive[random(Math.max(alive.length, 1))]
  const [chance, ranMs] = [random(4), random(60_000)]
  if (row === undefined || row.attemptId === null) return
  const natural = chance === 0 ? ({ type: 'success', output: null } as const) : failure()
  const ended = chance === 1 ? ({ type: 'lost', message: 'gone' } as const) : natural
  const outcome = row.status === 'STOPPING' ? ({ type: 'stopped', message: null } as const) : ended
  const startedAt = harness.now - ranMs
  await harness.report({ type: 'finished', attemptId: row.attemptId, outcome, startedAt, endedAt: harness.now })
}

/** More that lives, or has a slot, than there may be; and what waits although nothing keeps it. */
async function violations(harness: SchedulerHarness): Promise<string[]> {
  const executions = (await harness.reads.executions.list({}, { limit: 1000 })).items
  const active = executions.filter((row) => isLiving(row) && row.status !== 'INIT').length
  const next = executions.findLast((row) => isLiving(row) && row.status === 'INIT')
  const rows = await taskRows(harness)
  const withSlot = rows.filter(({ status }) => ['QUEUED', 'RUNNING', 'STOPPING'].includes(status))
  const waiting = rows.filter(({ status }) => status === 'INIT')
  const [pool] = harness.scheduler.readPools('default')
  const unexplained = waiting.filter((row) => {
    const isPooled = row.taskName !== 'c'
    return withSlot.length < SLOTS && !(isPooled && (pool?.busy ?? 0) >= (pool?.slots ?? 0))
  })
  return [
    ...(active > MOST_ACTIVE ? [`${active} are active`] : []),
    ...(next !== undefined && !next.paused && active < MOST_ACTIVE ? [`${next.id} waits for nothing`] : []),
    ...(withSlot.length > SLOTS ? [`${withSlot.length} have a slot`] : []),
    ...(pool?.busy === withSlot.filter(({ taskName }) => taskName !== 'c').length ? [] : ['the pool counts wrong']),
    ...unexplained.map(({ id }) => `task execution ${id} waits for nothing`),
  ]
}

async function run(seed: number, reopens: boolean) {
  const harness = await SchedulerHarness.create({ slots: SLOTS })
  const random = createRandom(seed)
  await harness.control({ type: 'setPool', namespace: 'default', name: 'p', slots: 1 })
  await harness.upload(WORKFLOW)
  const found: string[] = []
  for (let step = 0; step < 60; step++) {
    await happen(harness, random)
    if (reopens) await harness.reopen()
    await quiet(harness)
    found.push(...(await violations(harness)))
  }
  const image = await imageOf(harness)
  await harness.dispose()
  return { image, found }
}

test.each([1, 2, 3, 4])('limits hold at every moment, and survive that everything is lost: seed %i', async (seed) => {
  const straight = await run(seed, false)
  expect(straight).toMatchObject({ found: [], image: { deadLetters: [] } })
  expect(await run(seed, true)).toEqual(straight)
})
