import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

const matching = (key: string) => ({ type: 'event', event: { key, filter: { matches: 'PATTERN' } } })
const both = (key: string) => ({ type: 'allEvents', events: [{ key: 'before' }, matching(key).event] })

const THROWS = `CAST(X'${Buffer.from('"in":5').toString('hex')}' AS TEXT)`

/** What a definition can hold that its upload would refuse today, as a store of an older version may. */
async function breakPatterns(): Promise<void> {
  for (const [table, column] of [
    ['snapshots', 'definition'],
    ['triggers', 'condition'],
  ]) {
    harness.sql(`UPDATE ${table} SET ${column} = replace(${column}, '"matches":"PATTERN"', ${THROWS})`)
  }
  await harness.reopen()
}

async function mendPatterns(): Promise<void> {
  harness.sql(`UPDATE snapshots SET definition = replace(definition, ${THROWS}, '"matches":"v"')`)
  await harness.reopen()
}

async function letters() {
  return (await harness.reads.deadLetters.list({ limit: 100 })).items.toReversed()
}

test('an error of a condition becomes a verdict and a dead letter of its rule, and other rules still judge the event', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [{ name: 'evil', action: 'START', condition: matching('k') }, onEvent('START', 'k')] }),
      bash('b', { rules: [{ name: 'evil-too', action: 'START', condition: both('k') }] }),
    ],
  })
  await harness.upload({
    name: 'other',
    tasks: [bash('c')],
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k' } } }],
  })
  await harness.upload({ name: 'evil', tasks: [bash('d')], triggers: [{ name: 't', condition: matching('k') }] })
  await harness.start()
  await breakPatterns()
  await harness.send('before')
  const offset = await harness.send('k', 'v')
  expect(harness.startedTasks()).toEqual(['a', 'c'])
  expect(await letters()).toMatchObject([
    { source: 'rule', task: 'a', rule: 'evil', workflowExecutionId: 1, eventOffset: offset },
    { source: 'rule', task: 'b', rule: 'evil-too', workflowExecutionId: 1, eventOffset: offset },
    { source: 'rule', task: null, rule: 't', workflowName: 'evil', eventOffset: offset },
  ])
  expect((await letters())[0]?.error).toMatch(/^the condition failed: TypeError/)
  expect((await harness.reads.verdicts.list({ lane: 'execution:1', task: 'b' }, { limit: 9 })).items).toMatchObject([
    { verdict: 'failed', eventOffset: offset, reason: expect.stringMatching(/^the condition failed: TypeError/) },
  ])
})

test('a letter of a built-in condition is retried in its step, and is deleted once the condition can be judged', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('b', { rules: [{ name: 'both', action: 'START', condition: both('k') }] })],
  })
  await harness.start()
  await breakPatterns()
  await harness.send('before')
  await harness.send('k', 'v')
  const retry = () => harness.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 })
  expect(await retry()).toMatchObject({ ok: true, value: { outcome: 'failed' } })
  expect(await letters()).toMatchObject([{ id: 1, tries: 2 }])
  await mendPatterns()
  // What was remembered before is as it was.
  expect(await retry()).toMatchObject({ ok: true, value: { outcome: 'fired' } })
  expect([await letters(), harness.startedTasks()]).toEqual([[], ['b']])
})

test('a condition that fails again and again opens only the circuit of its own rule', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [{ name: 'evil', action: 'START', condition: matching('k') }] })],
  })
  await harness.start()
  await breakPatterns()
  for (let n = 0; n < 12; n += 1) await harness.send('k', 'v')
  expect(await letters()).toHaveLength(10)
})

test('states are not serialized to find out that they are too large for a letter', async () => {
  const rules = [{ name: 'evil', action: 'START', condition: matching('k') }]
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules })] })
  const workflowExecutionId = await harness.start()
  const value = 'v'.repeat(300_000)
  await harness.control({ type: 'setState', workflowExecutionId, name: 's', value })
  await breakPatterns()
  const stringify = vi.spyOn(JSON, 'stringify')
  await harness.send('k', 'v')
  const lengths = stringify.mock.results.map((result) => (typeof result.value === 'string' ? result.value.length : 0))
  stringify.mockRestore()
  expect(lengths.length).toBeGreaterThan(0)
  expect(Math.max(...lengths)).toBeLessThan(value.length)
  const [letter] = await letters()
  expect((await harness.reads.deadLetters.find(letter?.id ?? 0))?.context).toEqual({ states: 'too large to be kept' })
})
