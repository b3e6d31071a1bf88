import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Json } from '@aiflow/sdk/internal/json'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LaneId } from '../../src/model/lane-id.ts'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const MEMBERS = 20
const KEYS = Array.from({ length: MEMBERS }, (_, n) => `k${n}`)
const VALUE = 'v'.repeat(40_000)
const ALL = { type: 'allEvents', events: KEYS.map((key) => ({ key })) }
const RULE = { name: 'all', action: 'START', condition: ALL }
const RULE_OF_TWO = {
  name: 'two',
  action: 'START',
  condition: { type: 'allEvents', events: [{ key: 'a' }, { key: 'b' }] },
}
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
    written.push(JSON.stringify(rows.tables.states?.set ?? []).length)
    return commit(rows)
  }
  return written
}

/** The names of the states that each commit of `send` sets to something. */
async function rowsWritten(send: () => Promise<void>): Promise<string[][]> {
  const { storage } = harness
  const written: string[][] = []
  const commit = storage.commit.bind(storage)
  storage.commit = (rows) => {
    const set = rows.tables.states?.set ?? []
    written.push(set.filter(({ value }) => value !== null).map(({ name }) => name))
    return commit(rows)
  }
  await send()
  storage.commit = commit
  return written
}

async function sendAll(keys: readonly string[], value = VALUE): Promise<void> {
  for (const key of keys) await harness.send(key, value)
}

async function namesOfStates(lane: LaneId): Promise<string[]> {
  return (await harness.reads.lanes.states(lane)).map(({ name }) => name)
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
  const states = new Map((await harness.reads.lanes.states(lane)).map(({ name, value }) => [name, value]))
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

  test('writes of the events of one commit the newest of each member, and none once it is met', async () => {
    await listen()
    await sendAll(KEYS.slice(2), 'old')
    const written = await rowsWritten(async () => {
      await Promise.all(Array.from({ length: 100 }, (_, n) => harness.send('k1', String(n))))
    })
    const newest = (await harness.reads.lanes.states(lane)).find(({ value }) => JSON.stringify(value).includes('"k1"'))
    expect(newest?.value).toMatchObject({ value: '99' })
    expect(written).toEqual([[newest?.name, expect.stringMatching(/^rule:/)]])
    const afterwards = await rowsWritten(async () => {
      await Promise.all(['k1', 'k0', 'k1'].map((key) => harness.send(key, 'last')))
    })
    expect(afterwards).toHaveLength(1)
    expect(await namesOfStates(lane)).toHaveLength(2)
    await harness.reopen()
    expect(await namesOfStates(lane)).toHaveLength(2)
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

  test('continues with the events that an older version remembered', async () => {
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

describe('of large events', () => {
  const EVENTS = 60
  const LARGE = 500_000
  const keys = Array.from({ length: EVENTS + 1 }, (_, n) => `k${n}`)
  const condition = { type: 'allEvents', events: keys.map((key) => ({ key })) }

  /** Each is another text, so that none shares its memory. */
  function textOf(key: string): string {
    return key.padEnd(LARGE, key)
  }

  function heapBytes(): number {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    return process.memoryUsage().heapUsed
  }

  async function remember(): Promise<void> {
    for (const key of keys.slice(1)) await harness.send(key, textOf(key))
  }

  async function isHandedOn(): Promise<void> {
    await harness.send('k0', 'last')
    const { events } = harness.worker.attemptOf('t').trigger
    expect(events.map(({ key }) => key)).toEqual([...keys.slice(1), 'k0'])
    expect(events.every(({ key, value }) => value === (key === 'k0' ? 'last' : textOf(key)))).toBe(true)
    expect(events.some((event) => 'isHead' in event)).toBe(false)
  }

  test.each([
    { where: 'a rule', lane: EXECUTION },
    { where: 'a trigger', lane: TRIGGERS },
  ])('$where has no texts in memory, also after a restart, and hands them on whole', async ({ where, lane }) => {
    const rule = { name: 'all', action: 'START', condition }
    const isRule = where === 'a rule'
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('t', { rules: isRule ? [rule] : [] })],
      triggers: isRule ? [] : [{ name: 'all', condition }],
    })
    if (isRule) await harness.start()
    const before = heapBytes()
    await remember()
    expect(heapBytes() - before).toBeLessThan((EVENTS * LARGE) / 3)
    await harness.reopen()
    expect(heapBytes() - before).toBeLessThan((EVENTS * LARGE) / 3)
    expect(await namesOfStates(lane)).toHaveLength(EVENTS + 1)
    await isHandedOn()
    expect(await namesOfStates(lane)).toEqual([])
  })

  test('events of one batch, of which none is stored yet, are handed on whole', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('t', { rules: [{ name: 'all', action: 'START', condition }] })],
    })
    await harness.start()
    await remember()
    const [first = '', ...others] = keys.slice(1)
    const sent = [first, 'k0'].map((key) => harness.send(key, key === 'k0' ? 'last' : textOf(key)))
    await Promise.all(sent)
    const { events } = harness.worker.attemptOf('t').trigger
    expect(events.map(({ key }) => key)).toEqual([...others, first, 'k0'])
    expect(events.find(({ key }) => key === first)?.value).toBe(textOf(first))
  })

  test('a refused start reads none of them, and the rule still remembers them', async () => {
    await harness.upload({ lifetime: 'untilStopped', tasks: [bash('t', { rules: [RULE_OF_TWO] })] })
    await harness.start()
    await harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 't', action: 'START' })
    await harness.running('t')
    await harness.send('a', textOf('a'))
    await harness.send('b', textOf('b'))
    expect(await harness.verdicts(1, 't')).toEqual([expect.stringContaining('ignored')])
    await harness.succeed('t')
    await harness.send('b', 'new')
    expect(harness.worker.attemptOf('t').trigger.events.map(({ value }) => value?.length)).toEqual([LARGE, 3])
  })

  test('an event that was damaged while the server runs sets aside only its own execution', async () => {
    await harness.upload({ lifetime: 'untilStopped', tasks: [bash('t', { rules: [RULE_OF_TWO] })] })
    await harness.upload({ name: 'other', tasks: [bash('o')] })
    await harness.start()
    await harness.send('a', textOf('a'))
    harness.sql("UPDATE states SET value = '{' WHERE name LIKE 'seen:%'")
    await Promise.all([harness.send('b'), harness.start('other')])
    expect(harness.lost).toBe(null)
    expect(harness.scheduler.unreadable().map(({ table }) => table)).toEqual(['states'])
    expect(harness.startedTasks()).toEqual(['o'])
  })
})
