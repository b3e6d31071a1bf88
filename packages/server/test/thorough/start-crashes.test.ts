import { expect, test } from 'vitest'
import { bash, failure, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { createRandom, imageOf, quiet, type Random, taskRows } from '../store/random-runs.ts'

const EVENT = { type: 'event', event: { key: 'k' } }
const ANY = { type: 'cel', expression: 'event.json >= 1' }
const BOTH = { type: 'allEvents', events: [{ key: 'k' }, { key: 'l' }] }

/** A workflow that is started in every way there is. */
const WORKFLOW = {
  triggers: [
    { name: 'queue', condition: EVENT, overlap: 'queue' },
    { name: 'skip', condition: BOTH, overlap: 'skip' },
    { name: 'latest', condition: ANY, fanIn: { type: 'latest' } },
    { name: 'batch', condition: ANY, fanIn: { type: 'batch', size: 3, seconds: 40 }, overlap: 'queue' },
    { name: 'stop', condition: { ...EVENT, event: { key: 'm' } }, overlap: 'stop-old' },
  ],
  schedules: [{ name: 's', expression: 'interval@0 0 1 30', overlap: 'queue', catchUp: 'all' }],
  tasks: [bash('a'), bash('b', { optional: true, rules: [onEvent('RESTART', 'l')] })],
}

const OF = { namespace: 'default', workflow: 'w' } as const
const TRIGGERS = WORKFLOW.triggers.map(({ name }) => name)

async function happen(harness: SchedulerHarness, random: Random): Promise<void> {
  switch (random(10)) {
    case 0:
    case 1:
      await harness.send(['k', 'k', 'l', 'l', 'm'][random(5)] ?? '', `${random(3)}`)
      return
    case 2:
      await harness.pass(random(60))
      return
    case 3: {
      const name = TRIGGERS[random(TRIGGERS.length)] ?? ''
      await harness.control({ type: 'setTriggerPaused', ...OF, name, paused: random(3) === 0 })
      return
    }
    case 4:
      await harness.control({ type: 'setWorkflowEnabled', ...OF, enabled: random(4) > 0 })
      return
    case 5: {
      const living = await livingExecutions(harness)
      const workflowExecutionId = living[random(Math.max(living.length, 1))] ?? 0
      if (random(3) === 0) await harness.control({ type: 'stopExecution', workflowExecutionId })
      else await harness.control({ type: 'setExecutionPaused', workflowExecutionId, paused: random(3) === 0 })
      return
    }
    default:
      await endTask(harness, random)
  }
}

async function livingExecutions(harness: SchedulerHarness): Promise<number[]> {
  const { items } = await harness.reads.executions.list({}, { limit: 1000 })
  return items.filter(({ endTime }) => endTime === null).map(({ id }) => id)
}

async function endTask(harness: SchedulerHarness, random: Random): Promise<void> {
  const alive = (await taskRows(harness)).filter(({ status }) => ['QUEUED', 'RUNNING', 'STOPPING'].includes(status))
  const row = alive[random(Math.max(alive.length, 1))]
  const failed = random(3) === 0
  if (row?.attemptId === undefined || row.attemptId === null) return
  const ended = failed ? failure() : ({ type: 'success', output: null } as const)
  const outcome = row.status === 'STOPPING' ? ({ type: 'stopped', message: null } as const) : ended
  await harness.report({ type: 'finished', attemptId: row.attemptId, outcome, startedAt: 1, endedAt: 2 })
}

async function run(seed: number, reopens: boolean) {
  const harness = await SchedulerHarness.create({ slots: 3 })
  const random = createRandom(seed)
  await harness.upload(WORKFLOW)
  const turns: number[][] = []
  for (let step = 0; step < 80; step++) {
    await happen(harness, random)
    await quiet(harness)
    if (reopens) await harness.reopen()
    await quiet(harness)
    turns.push(await outOfTurn(harness))
  }
  const image = await imageOf(harness)
  await harness.dispose()
  return { image, outOfTurn: turns.flat() }
}

/** Executions that wait although none is alive before them, and they are not paused. */
async function outOfTurn(harness: SchedulerHarness): Promise<number[]> {
  const { items } = await harness.reads.executions.list({}, { limit: 1000 })
  const first = items.findLast(({ endTime }) => endTime === null)
  return first?.status === 'INIT' && !first.paused ? [first.id] : []
}

test.each([1, 2, 3, 4])(
  'what waits for its turn or is gathered does not notice that everything is lost after every event: seed %i',
  async (seed) => {
    const straight = await run(seed, false)
    expect(straight).toMatchObject({ outOfTurn: [], image: { deadLetters: [] } })
    expect(await run(seed, true)).toEqual(straight)
  },
)
