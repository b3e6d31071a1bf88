import type { Json } from '@aiflow/sdk/internal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LaneId } from '../src/storage/rows.ts'
import { bash, SchedulerHarness } from '../src/testing/scheduler-harness.ts'

const MEMBERS = 20
const KEYS = Array.from({ length: MEMBERS }, (_, n) => `k${n}`)
const VALUE = 'v'.repeat(40_000)
const ALL = { type: 'allEvents', events: KEYS.map((key) => ({ key })) }
const RULE = { name: 'all', action: 'START', condition: ALL }
const EXECUTION: LaneId = 'execution:1'
const TRIGGERS: LaneId = 'workflow:1'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** What each commit writes of the states of lanes, in characters of JSON. */
function watchStates(): number[] {
  const { storage } = harness
  const written: number[] = []
  const commit = storage.commit.bind(storage)
  storage.commit = (rows) => {
    written.push(JSON.stringify(rows.states).length)
    return commit(rows)
  }
  return written
}

async function sendAll(keys: readonly string[], value = VALUE): Promise<void> {
  for (const key of keys) await harness.send(key, value)
}

async function namesOfStates(lane: LaneId): Promise<string[]> {
  return (await harness.reads.listStates(lane)).map(({ name }) => name)
}

async function listenInTask(): Promise<void> {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('t', { rules: [RULE] })] })
  await harness.start()
}

async function listenInTrigger(): Promise<void> {
  await harness.upload({ triggers: [{ name: 'all', condition: ALL }], tasks: [bash('t')] })
}

/** Stores the events that a rule remembers as older versions did: whole, in the state of the rule. */
async function storeAsBefore(lane: LaneId): Promise<void> {
  const states = new Map((await harness.reads.listStates(lane)).map(({ name, value }) => [name, value]))
  await harness.close()
  for (const [name, value] of states) {
    if (!name.startsWith('rule:')) continue
    const events = Object.entries(value ?? {}).map(([place, offset]): [string, Json] => {
      const seen = name.replace('rule:', 'seen:')
      return [place, states.get(`${seen}/${offset}`) ?? null]
    })
    harness.sql(`UPDATE states SET value = '${JSON.stringify(Object.fromEntries(events))}' WHERE name = '${name}'`)
  }
  harness.sql(`DELETE FROM states WHERE name LIKE 'seen:%'`)
  await harness.open()
}

describe.each([
  { where: 'a rule of a task', lane: EXECUTION, listen: listenInTask },
  { where: 'a trigger of a workflow', lane: TRIGGERS, listen: listenInTrigger },
])('$where', ({ lane, listen }) => {
  test('writes each event that it remembers once, however many it has seen', async () => {
    await listen()
    const written = watchStates()
    await sendAll(KEYS.slice(1))
    expect(written).toHaveLength(MEMBERS - 1)
    expect(Math.max(...written)).toBeLessThan(1.1 * (written[0] ?? 0))
  })

  test('remembers the newest event of each member and no other, over a restart, until it is met', async () => {
    await listen()
    await sendAll(KEYS.slice(1), 'old')
    await sendAll(KEYS.slice(1), 'new')
    expect(await namesOfStates(lane)).toHaveLength(MEMBERS)
    await harness.reopen()
    await harness.send('k0', 'last')
    expect(harness.worker.attemptOf('t').trigger.events.map(({ key, value }) => `${key} ${value}`)).toEqual([
      ...KEYS.slice(1).map((key) => `${key} new`),
      'k0 last',
    ])
    expect(await namesOfStates(lane)).toEqual([])
  })

  test('goes on with what an older version remembered', async () => {
    await listen()
    await sendAll(KEYS.slice(2), 'old')
    await storeAsBefore(lane)
    expect(await namesOfStates(lane)).toHaveLength(1)
    await sendAll(['k1', 'k2'], 'new')
    expect(await namesOfStates(lane)).toHaveLength(MEMBERS)
    await harness.send('k0', 'last')
    expect(harness.worker.attemptOf('t').trigger.events.map(({ key, value }) => `${key} ${value}`)).toEqual([
      ...KEYS.slice(3).map((key) => `${key} old`),
      'k1 new',
      'k2 new',
      'k0 last',
    ])
    expect(await namesOfStates(lane)).toEqual([])
  })
})

test('an event that stands for several members is kept once, until none of them needs it', async () => {
  const events = [{ key: 'k' }, { key: 'k', filter: { equals: '1' } }, { key: 'l' }]
  const rule = { name: 'three', action: 'START', condition: { type: 'allEvents', events } }
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('t', { rules: [rule] })] })
  await harness.start()
  const first = await harness.send('k', '1')
  expect(await namesOfStates(EXECUTION)).toEqual(['rule:t/three', `seen:t/three/${first}`])
  const second = await harness.send('k', '2')
  expect(await namesOfStates(EXECUTION)).toEqual(['rule:t/three', `seen:t/three/${first}`, `seen:t/three/${second}`])
  const third = await harness.send('k', '1')
  expect(await namesOfStates(EXECUTION)).toEqual(['rule:t/three', `seen:t/three/${third}`])
})
