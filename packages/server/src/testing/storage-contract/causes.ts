import { MAX_COUNTED_RUNS } from '@aiflow/sdk/internal/limits'
import { describe, expect, test } from 'vitest'
import { deadLetterRow, eventRow, MANUAL, taskRow, verdictRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

export function describeCauses(create: CreateStore): void {
  describe('reading why', () => {
    test('what a step appended is found by its event, in order', () => withStore(create, readCaused))
    test('events on keys are those of an execution and of its namespace as a whole, newest first', () =>
      withStore(create, readOffered))
    test('the creation of an execution is found, unless history has passed over it', () =>
      withStore(create, readCreation))
    test('verdicts are found by event, by step and by rule, with what they saw', () => withStore(create, readVerdicts))
    test('a start that had to wait is found by the event or request that asked for it', () =>
      withStore(create, readStartedBy))
    test('restarts of a task are counted until a run, by what asked for them', () => withStore(create, readRestarts))
    test('dead letters of an event, states and inbox of a lane, and a timer are found', () =>
      withStore(create, readLaneFacts))
  })
}

async function readCaused(store: StoreSession): Promise<void> {
  const caused = { kind: 'status', causeOffset: 1 } as const
  const events = [eventRow({ offset: 1 }), eventRow({ offset: 2, ...caused }), eventRow({ offset: 3, ...caused })]
  await store.commit({ events })
  expect(await store.reader.events.causedBy(1, 10)).toEqual(events.slice(1))
  expect(await store.reader.events.causedBy(1, 1)).toEqual(events.slice(1, 2))
  expect(await store.reader.events.causedBy(2, 10)).toEqual([])
  expect(await store.reader.events.find(3)).toEqual(events[2])
  expect(await store.reader.events.find(4)).toBeNull()
}

async function readOffered(store: StoreSession): Promise<void> {
  await store.commit({
    events: [
      eventRow({ offset: 1, key: 'a' }),
      eventRow({ offset: 2, key: 'a', workflowExecutionId: 1 }),
      eventRow({ offset: 3, key: 'a', workflowExecutionId: 2 }),
      eventRow({ offset: 4, key: 'b' }),
      eventRow({ offset: 5, key: 'a', namespace: 'other' }),
      eventRow({ offset: 6, key: 'c' }),
    ],
  })
  const query = {
    namespace: 'default',
    keys: ['a', 'b'],
    workflowExecutionId: 1,
    afterOffset: 0,
    endOffset: 6,
    limit: 9,
  }
  const offsets = async (more: Partial<typeof query> | { workflowExecutionId: null }) =>
    (await store.reader.events.offered({ ...query, ...more })).map(({ offset }) => offset)
  expect(await offsets({})).toEqual([4, 2, 1])
  expect(await offsets({ workflowExecutionId: null })).toEqual([4, 1])
  expect(await offsets({ afterOffset: 1, endOffset: 3 })).toEqual([2])
  expect(await offsets({ limit: 1 })).toEqual([4])
  const byKey = await store.reader.events.offeredByKey({ ...query, keys: ['a', 'b', 'none'], limit: 1 })
  expect([...byKey].map(([key, events]) => [key, events.map(({ offset }) => offset)])).toEqual([
    ['a', [2]],
    ['b', [4]],
    ['none', []],
  ])
}

async function readCreation(store: StoreSession): Promise<void> {
  const change = (from: string | null, workflowExecutionId: number) =>
    ({ kind: 'status', workflowExecutionId, context: JSON.stringify({ workflowExecutionId, from }) }) as const
  const created = eventRow({ offset: 2, ...change(null, 1) })
  await store.commit({
    events: [
      eventRow({ offset: 1, workflowExecutionId: 1 }),
      created,
      eventRow({ offset: 3, ...change('RUNNING', 1) }),
      eventRow({ offset: 4, ...change('RUNNING', 2) }),
    ],
  })
  expect(await store.reader.executions.creation(1)).toEqual(created)
  expect(await store.reader.executions.creation(2)).toBeNull()
  expect(await store.reader.executions.creation(3)).toBeNull()
}

async function readVerdicts(store: StoreSession): Promise<void> {
  const saw = { offsets: [1, 2], states: [{ name: 's', before: null, after: '1' }], waitsFor: '1/task/1' }
  const rows = [
    verdictRow({ id: 1, eventOffset: 1, saw }),
    verdictRow({ id: 2, eventOffset: 2, lane: 'execution:2' }),
    verdictRow({ id: 3, eventOffset: 2, lane: 'workflow:1', task: null, rule: 't', action: null }),
    verdictRow({ id: 4, eventOffset: 3, verdict: 'ignored' }),
  ]
  const [first, second, third, fourth] = rows
  const caused = eventRow({ offset: 2, kind: 'status', causeOffset: 1 })
  await store.commit({ events: [eventRow({ offset: 1 }), caused, eventRow({ offset: 3 })], verdicts: rows })
  expect(await store.reader.verdicts.ofEvent({ offset: 1, limit: 10 })).toEqual([first])
  expect(await store.reader.verdicts.ofEvent({ offset: 2, lane: 'workflow:1', limit: 10 })).toEqual([third])
  expect(await store.reader.verdicts.ofStep(1, 10)).toEqual([first, second, third])
  const rule = { lane: 'execution:1', task: 'task', rule: 'rule', limit: 10 } as const
  expect(await store.reader.verdicts.ofRule(rule)).toEqual([fourth, first])
  expect(await store.reader.verdicts.ofRule({ ...rule, beforeOffset: 3 })).toEqual([first])
  expect(await store.reader.verdicts.ofRule({ ...rule, lane: 'workflow:1', task: null, rule: 't' })).toEqual([third])
}

async function readRestarts(store: StoreSession): Promise<void> {
  // Each line: how a run began, at which offset, and how it ended.
  const runs = [
    ['MANUAL', 1, 'STOPPED', 10],
    ['EVENT', 11, 'STOPPED', 20],
    ['MANUAL', 21, 'STOPPED', 30],
    ['PERIODIC', 31, 'SUCCESS', 40],
    ['EVENT', 41, 'STOPPED', 50],
    ['EVENT', 55, 'RUNNING', null],
  ] as const
  const rows = runs.map(([type, startOffset, status, endOffset], index) =>
    taskRow({ id: index + 1, sequenceNumber: index + 1, type, status, startOffset, endOffset }),
  )
  const other = taskRow({ id: 9, taskName: 'other', sequenceNumber: 1, startOffset: 2, status: 'RUNNING' })
  await store.commit({ taskExecutions: { set: [...rows, other] } })
  const named = (task: string, sequenceNumber: number) => ({ workflowExecutionId: 1, task, sequenceNumber })
  const none = { byRule: 0, byHand: 0, byTimer: 0 }
  const asked = [named('task', 6), named('other', 1), named('task', 2), named('task', 1), named('none', 1)]
  expect(await store.reader.tasks.restarts(asked)).toEqual([
    { byRule: 1, byHand: 1, byTimer: 1 },
    none,
    { ...none, byRule: 1 },
    none,
    none,
  ])
  expect(await store.reader.tasks.restarts([])).toEqual([])
  const many = Array.from({ length: MAX_COUNTED_RUNS + 10 }, (_, index) =>
    taskRow({
      id: index + 10,
      taskName: 'many',
      sequenceNumber: index + 1,
      status: 'STOPPED',
      startOffset: index,
      endOffset: index,
    }),
  )
  await store.commit({ taskExecutions: { set: many } })
  expect(await store.reader.tasks.restarts([named('many', many.length)])).toEqual([
    { ...none, byRule: MAX_COUNTED_RUNS },
  ])
}

async function readStartedBy(store: StoreSession): Promise<void> {
  const event = eventRow({ offset: 1 })
  const rows = [
    taskRow({ id: 1, sequenceNumber: 1, trigger: { ...MANUAL, events: [event] } }),
    taskRow({ id: 2, sequenceNumber: 2, trigger: { ...MANUAL, requestOffset: 9 } }),
    taskRow({ id: 3, sequenceNumber: 3, trigger: { ...MANUAL, events: [eventRow({ offset: 5 }), event] } }),
  ]
  await store.commit({ events: [event], taskExecutions: { set: rows } })
  const after = { workflowExecutionId: 1, task: 'task', sequenceNumber: 1 }
  expect((await store.reader.tasks.findStartedBy(after, 1, 10))?.id).toBe(3)
  expect((await store.reader.tasks.findStartedBy(after, 9, 10))?.id).toBe(2)
  expect(await store.reader.tasks.findStartedBy(after, 1, 1)).toBeNull()
  expect(await store.reader.tasks.findStartedBy(after, 7, 10)).toBeNull()
}

async function readLaneFacts(store: StoreSession): Promise<void> {
  const letter = deadLetterRow({ id: 1, eventOffset: 2 })
  const lane = 'execution:1'
  await store.commit({
    events: [eventRow({ offset: 1 }), eventRow({ offset: 2 })],
    deadLetters: { added: [letter, deadLetterRow({ id: 2, eventOffset: 1 })] },
    states: { set: [{ lane, name: 's', value: 1 }] },
    timers: { set: [{ id: 'periodic:1/a', dueTime: 7 }] },
    inbox: {
      added: [
        { lane, offset: 1, codeOnly: false },
        { lane, offset: 2, codeOnly: false },
      ],
    },
  })
  expect((await store.reader.deadLetters.ofEvent(2)).map(({ id }) => id)).toEqual([letter.id])
  expect(await store.reader.lanes.states(lane)).toEqual([{ lane, name: 's', value: 1 }])
  expect(await store.reader.timers.find('periodic:1/a')).toEqual({ id: 'periodic:1/a', dueTime: 7 })
  expect(await store.reader.timers.find('periodic:1/b')).toBeNull()
  expect(await store.reader.lanes.inbox(lane, 1)).toEqual({ count: 2, offsets: [1] })
  expect(await store.reader.lanes.inbox('execution:2', 1)).toEqual({ count: 0, offsets: [] })
}
