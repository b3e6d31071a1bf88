import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const COUNT = 30
const TEXT = 'x'.repeat(200_000)
/** About a seventh of what a lane may take for an event, each. */
const HEAVY = Array.from({ length: COUNT }, (_, n) => `x{60}${n}`)
const SPENT = 'may take 1000000 steps for one event'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 0 })
})

afterEach(() => harness.dispose())

const matching = (matches: string) => ({ type: 'event', event: { key: 'k', filter: { matches } } })

function heavyRules(from: number, count: number) {
  return HEAVY.slice(from, from + count).map((pattern, n) => ({
    name: `r${n}`,
    action: 'START',
    condition: matching(pattern),
  }))
}

function waiting(): number {
  return harness.scheduler.load().inbox.events
}

async function isQuiet(): Promise<boolean> {
  return waiting() === 0
}

async function append(values: readonly string[], key = 'k'): Promise<void> {
  const from = { sender: null, context: null, workflowExecutionId: null, idempotencyKey: null }
  await harness.scheduler.append(values.map((value) => ({ namespace: 'default', key, value, ...from })))
}

test('the conditions of an execution share one budget per event, and the others fail with a reason when it is used up', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: heavyRules(0, COUNT) }), bash('b', { rules: [onEvent('START', 'k')] })],
  })
  const id = await harness.start()
  await append([TEXT])
  const { items } = await harness.reads.verdicts.list({ lane: `execution:${id}`, task: 'a' }, { limit: 100 })
  const failed = items.filter(({ verdict }) => verdict === 'failed')
  expect(failed.length).toBeGreaterThan(COUNT / 2)
  expect(failed.length).toBeLessThan(COUNT - 3)
  expect(failed.every(({ reason }) => reason?.includes(SPENT))).toBe(true)
  // Which of them is decided by their order alone.
  const failedRules = new Set(failed.map(({ rule }) => rule))
  const last = heavyRules(0, COUNT).slice(-failed.length)
  expect(failedRules).toEqual(new Set(last.map(({ name }) => name)))
  expect(await harness.verdicts(id, 'b')).toEqual(['b START fired'])
  const { items: letters } = await harness.reads.deadLetters.list({ limit: 100 })
  expect(letters).toHaveLength(failed.length)
  // A retried event is judged alone.
  const [letter] = letters
  await harness.control({ type: 'retryDeadLetter', namespace: 'default', id: letter?.id ?? 0 })
  expect((await harness.reads.deadLetters.list({ limit: 100 })).items).toHaveLength(failed.length - 1)
})

test('when the conditions of a commit have cost a lot, other executions judge its events from their inboxes', async () => {
  const count = 12
  for (let n = 0; n < count; n += 1) {
    const rules = [...heavyRules(2 * n, 4), onEvent('START', 'k')]
    await harness.upload({ name: `w${n}`, lifetime: 'untilStopped', tasks: [bash('a', { rules })] })
    await harness.start(`w${n}`)
  }
  await append([TEXT])
  expect(waiting()).toBeGreaterThan(count - 3)
  expect(waiting()).toBeLessThan(count)
  // What comes in meanwhile does not wait until all of them have judged.
  await harness.send('other')
  expect(waiting()).toBeGreaterThan(count / 2)
  await expect.poll(isQuiet, { timeout: 30_000 }).toBe(true)
  for (let id = 1; id <= count; id += 1) expect(await harness.verdicts(id)).toEqual(['a START fired'])
})

test('of events sent together only some are judged in their commit, and all are judged in order', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [...heavyRules(0, 2), onEvent('START', 'k'), onEvent('STOP', 'l')] })],
    triggers: [{ name: 't', condition: matching(HEAVY[0] ?? '') }],
  })
  const id = await harness.start()
  await append(Array.from({ length: 20 }, (_, n) => `${TEXT}${n + 1}`))
  expect(waiting()).toBeGreaterThan(20)
  // Others have their turn before all of it is judged.
  await harness.send('l')
  expect(waiting()).toBeGreaterThan(10)
  await expect.poll(isQuiet, { timeout: 30_000 }).toBe(true)
  const { items } = await harness.reads.verdicts.list({ lane: `execution:${id}` }, { limit: 100 })
  const offsets = items.toReversed().map(({ eventOffset }) => eventOffset)
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
  expect(items.some(({ verdict }) => verdict === 'failed')).toBe(false)
  expect(items[0]).toMatchObject({ rule: 'stop-on-l', verdict: 'fired' })
})
