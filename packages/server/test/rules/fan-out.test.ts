import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const MANY = 350

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 0 })
})

afterEach(async () => {
  await harness.dispose()
})

async function startMany(): Promise<void> {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onEvent('START', 'k'), onEvent('STOP', 'l')] })],
  })
  await Promise.all(Array.from({ length: MANY }, () => harness.start()))
}

async function verdicts(): Promise<string[][]> {
  const ids = Array.from({ length: MANY }, (_, index) => index + 1)
  return Promise.all(ids.map(async (id) => (await harness.verdicts(id)).toReversed()))
}

async function isQuiet(): Promise<boolean> {
  return harness.scheduler.load().inbox.events === 0
}

test('an event for many executions reaches each of them once, in order with the next one', async () => {
  await startMany()
  await Promise.all([harness.send('k'), harness.send('l')])
  await expect.poll(isQuiet).toBe(true)
  expect(await verdicts()).toEqual(Array.from({ length: MANY }, () => ['a START fired', 'a STOP fired']))
})

test('a restart resumes the remaining executions, and nothing is done twice', async () => {
  await startMany()
  const sent = Promise.all([harness.send('k'), harness.send('l')])
  await harness.reopen()
  await sent
  expect(await isQuiet()).toBe(false)
  await harness.settle()
  await expect.poll(isQuiet).toBe(true)
  expect(await verdicts()).toEqual(Array.from({ length: MANY }, () => ['a START fired', 'a STOP fired']))
})

test('an event that many workflows listen to starts each of them once', async () => {
  const triggers = [{ name: 't', condition: { type: 'event', event: { key: 'k' } } }]
  for (let index = 0; index < 150; index += 1) {
    await harness.upload({ name: `w${index}`, lifetime: 'untilStopped', tasks: [bash('a')], triggers })
  }
  await harness.send('k')
  await expect.poll(isQuiet).toBe(true)
  const { items } = await harness.reads.executions.list({}, { limit: 1000 })
  expect(new Set(items.map(({ workflowName }) => workflowName)).size).toBe(150)
  expect(items).toHaveLength(150)
})
