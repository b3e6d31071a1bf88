import { describe, expect, test } from 'vitest'
import type { SweepPosition } from '../../storage/history.ts'
import { EMPTY_INBOX } from '../../storage/image.ts'
import {
  eventRow,
  executionRow,
  MANUAL,
  pendingRow,
  scheduleRow,
  snapshotRow,
  taskRow,
  triggerRow,
  workflowRow,
} from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

export function describeImages(create: CreateStore): void {
  describe('what a scheduler loads', () => {
    test('a new store is empty and has an id of its own', () => withStore(create, loadEmptyStore))
    test('definitions come back as they were committed, also after a change', () => withStore(create, loadDefinitions))
    test('triggers and schedules that were deleted are gone', () => withStore(create, loadAfterDeletions))
    test('living executions come back whole, ended ones only when asked for', () =>
      withStore(create, loadLivingExecutions))
    test('of each task the latest execution comes back', () => withStore(create, loadLatestTaskExecutions))
    test('snapshots come back for workflows and living executions only', () => withStore(create, loadUsedSnapshots))
    test('a state or timer that was set to null is gone', () => withStore(create, loadAfterClearing))
    test('starts that wait come back in order with their events, the first of many', () =>
      withStore(create, loadPendingStarts))

    test('starts that wait with the same outputs each have those that there were when they were asked for', () =>
      withStore(create, shareOutputsOfStarts))
    test('history keeps the events that starts name which wait', () => withStore(create, keepEventsOfStarts))
    test('inboxes come back in order with their events, by lane', () => withStore(create, loadInboxes))
  })
}

async function loadEmptyStore(store: StoreSession): Promise<void> {
  const image = await store.scheduler.load()
  expect(image.storeId).toMatch(/^[0-9a-f-]{36}$/)
  expect(image).toMatchObject({
    epoch: 1,
    lastCreateTime: 0,
    namespaces: [{ name: 'default', properties: {} }],
    workflows: [],
    executions: [],
  })
  expect(image).toMatchObject({ snapshots: [], triggers: [], schedules: [], timers: [], workflowInboxes: new Map() })
  expect(await store.scheduler.executions.load(1)).toBeNull()
  expect(await store.scheduler.snapshots.find('none')).toBeNull()
}

async function loadDefinitions(store: StoreSession): Promise<void> {
  const pools = [
    { namespace: 'default', name: 'cpu', slots: 0, createTime: 5 },
    { namespace: 'default', name: 'gpu', slots: 4, createTime: 6 },
  ]
  const secret = { namespace: 'default', keyId: 'k', setBy: 'token:home', createTime: 5, updateTime: 6 }
  const secrets = [
    { ...secret, name: 'api', sealed: 'AA==' },
    { ...secret, name: 'db', sealed: 'AQ==', setBy: null },
  ]
  const connection = { namespace: 'default', type: 'http', setBy: null, createTime: 5, updateTime: 6 }
  const connections = [
    { ...connection, name: 'api', fields: { url: 'https://é', port: 1, flag: true }, secrets: { token: 'api' } },
    { ...connection, name: 'plain', fields: {}, secrets: {}, setBy: 'token:home' },
  ]
  const namespaces = [
    { name: 'default', properties: {}, version: 0, createTime: 1 },
    { name: 'other', properties: { owner: 'é' }, version: 7, createTime: 2 },
  ]
  const first = workflowRow({ id: 1, snapshotHash: 'a' })
  const snapshots = [snapshotRow({ hash: 'a' }), snapshotRow({ hash: 'b', source: null, files: [] })]
  const triggers = [triggerRow({ id: 1 }), triggerRow({ id: 2, declared: false, paused: true })]
  const schedules = [scheduleRow({ id: 1 }), scheduleRow({ id: 2, paused: true, nextTime: null, lastTime: 5 })]
  await store.commit({
    namespaces: { set: namespaces },
    pools: { set: [...pools].reverse() },
    secrets: { set: [...secrets].reverse() },
    connections: { set: [...connections].reverse() },
    workflows: { set: [first] },
    snapshots: { set: snapshots },
    triggers: { set: triggers },
    schedules: { set: schedules },
  })
  const changed = { ...first, enabled: false, snapshotHash: 'b', updateTime: 99 }
  const moved = scheduleRow({ id: 1, nextTime: 7_200_000, lastTime: 3_600_000 })
  const resumed = triggerRow({
    id: 2,
    declared: false,
    condition: { type: 'anyEvent', events: [{ key: 'é\u{1F600}' }] },
  })
  await store.commit({ workflows: { set: [changed] }, schedules: { set: [moved] }, triggers: { set: [resumed] } })
  const image = await store.scheduler.load()
  expect(image.namespaces).toEqual(namespaces)
  expect(image.pools).toEqual(pools)
  expect(image.secrets).toEqual(secrets)
  expect(image.connections).toEqual(connections)
  expect(image.workflows).toEqual([changed])
  expect(image.triggers).toEqual([triggers[0], resumed])
  expect(image.schedules).toEqual([moved, schedules[1]])
  expect(image.snapshots).toEqual([snapshots[1]])
  expect(await store.scheduler.snapshots.find('a')).toEqual(snapshots[0])
}

async function loadAfterDeletions(store: StoreSession): Promise<void> {
  await store.commit({
    triggers: { set: [triggerRow({ id: 1 }), triggerRow({ id: 2 })] },
    schedules: { set: [scheduleRow({ id: 1 }), scheduleRow({ id: 2 })] },
  })
  await store.commit({ triggers: { deleted: [1] }, schedules: { deleted: [2] } })
  const image = await store.scheduler.load()
  expect(image.triggers.map(({ id }) => id)).toEqual([2])
  expect(image.schedules.map(({ id }) => id)).toEqual([1])
}

async function loadLivingExecutions(store: StoreSession): Promise<void> {
  const trigger = { ...MANUAL, rule: 'r', events: [eventRow({ offset: 1, value: 'v' })], outputs: { up: [1, null] } }
  const living = executionRow({ id: 1, trigger, stopping: true, paused: true })
  const waiting = executionRow({ id: 2, status: 'INIT' })
  const ended = executionRow({ id: 3, status: 'FAILED', endTime: 9 })
  const memory = { workflowExecutionId: 1, taskName: 'task', lastOutput: { a: 1 } }
  const state = { lane: 'execution:1' as const, name: 'state:x', value: [1, { deep: true }] }
  const ofEnded = { lane: 'execution:3' as const, name: 'state:x', value: 'kept' }
  const task = taskRow({
    id: 1,
    stopPhase: 'terminate',
    stopError: 'no',
    handle: { pid: 1 },
    outcome: { type: 'lost', message: 'gone' },
    endOffset: 8,
    lostAttempts: 2,
    forgivenAttempts: 2,
  })
  await store.commit({
    workflowExecutions: { set: [living, waiting, ended] },
    taskExecutions: { set: [task] },
    taskMemories: { set: [memory] },
    states: { set: [state, ofEnded] },
  })
  const image = await store.scheduler.load()
  expect(image.executions).toEqual([
    {
      execution: living,
      taskExecutions: [task],
      itemLists: [],
      taskMemories: [memory],
      pendingStarts: [],
      states: [state],
      inbox: EMPTY_INBOX,
    },
    {
      execution: waiting,
      taskExecutions: [],
      itemLists: [],
      taskMemories: [],
      pendingStarts: [],
      states: [],
      inbox: EMPTY_INBOX,
    },
  ])
  const reopened = await store.scheduler.executions.load(3)
  expect(reopened).toMatchObject({ execution: ended, states: [ofEnded] })
}

async function loadLatestTaskExecutions(store: StoreSession): Promise<void> {
  const row = (id: number, taskName: string, sequenceNumber: number) => taskRow({ id, taskName, sequenceNumber })
  await store.commit({
    workflowExecutions: { set: [executionRow({ id: 1 }), executionRow({ id: 2 })] },
    taskExecutions: { set: [row(1, 'b', 1), row(2, 'a', 1), row(3, 'b', 2), row(4, 'c', 1), row(5, 'b', 10)] },
  })
  await store.commit({
    taskExecutions: { set: [taskRow({ id: 6, workflowExecutionId: 2, taskName: 'b', sequenceNumber: 11 })] },
  })
  const image = await store.scheduler.executions.load(1)
  const latest = image?.taskExecutions.map(({ taskName, sequenceNumber }) => `${taskName}/${sequenceNumber}`)
  expect(latest?.toSorted()).toEqual(['a/1', 'b/10', 'c/1'])
}

async function loadUsedSnapshots(store: StoreSession): Promise<void> {
  const hashes = ['current', 'pinned', 'ended', 'unused']
  await store.commit({
    snapshots: { set: hashes.map((hash) => snapshotRow({ hash })) },
    workflows: { set: [workflowRow({ id: 1, snapshotHash: 'current' })] },
    workflowExecutions: {
      set: [
        executionRow({ id: 1, snapshotHash: 'pinned' }),
        executionRow({ id: 2, snapshotHash: 'ended', status: 'SUCCESS' }),
      ],
    },
  })
  const { snapshots } = await store.scheduler.load()
  expect(snapshots.map(({ hash }) => hash).toSorted()).toEqual(['current', 'pinned'])
  expect(await store.reader.snapshots.find('unused')).toEqual(snapshotRow({ hash: 'unused' }))
}

async function loadAfterClearing(store: StoreSession): Promise<void> {
  const lane = 'workflow:7' as const
  await store.commit({
    states: {
      set: [
        { lane, name: 'rule:a', value: 1 },
        { lane, name: 'rule:b', value: false },
        { lane, name: 'rule:c', value: 0 },
      ],
    },
    timers: {
      set: [
        { id: 'schedule:1', dueTime: 5 },
        { id: 'retry:1', dueTime: 6 },
      ],
    },
  })
  await store.commit({
    states: {
      set: [
        { lane, name: 'rule:a', value: null },
        { lane, name: 'rule:b', value: 'new' },
        { lane, name: 'rule:none', value: null },
      ],
    },
    timers: {
      set: [
        { id: 'schedule:1', dueTime: 50 },
        { id: 'retry:1', dueTime: null },
      ],
    },
  })
  const image = await store.scheduler.load()
  expect(image.workflowStates).toEqual([
    { lane, name: 'rule:b', value: 'new' },
    { lane, name: 'rule:c', value: 0 },
  ])
  expect(image.timers).toEqual([{ id: 'schedule:1', dueTime: 50 }])
}

async function loadInboxes(store: StoreSession): Promise<void> {
  const events = [1, 2, 3].map((offset) => eventRow({ offset, value: `v${offset}` }))
  const row = (lane: 'execution:1' | 'workflow:1', offset: number, codeOnly = false) => ({ lane, offset, codeOnly })
  await store.commit({
    events,
    workflowExecutions: { set: [executionRow({ id: 1 })] },
    inbox: {
      added: [
        { ...row('execution:1', 3), requestId: 'request-1' },
        row('execution:1', 1),
        row('workflow:1', 2, true),
        row('execution:1', 2),
      ],
      removed: [row('execution:1', 2)],
    },
  })
  await store.commit({ inbox: { removed: [row('execution:1', 1)], added: [row('execution:1', 1, true)] } })
  const image = await store.scheduler.load()
  expect(image.executions[0]?.inbox.entries).toEqual([
    { ...row('execution:1', 1, true), event: events[0] },
    { ...row('execution:1', 3), requestId: 'request-1', event: { ...events[2], requestId: 'request-1' } },
  ])
  expect(image.workflowInboxes.get('workflow:1')?.entries).toEqual([
    { ...row('workflow:1', 2, true), event: events[1] },
  ])
}

async function loadPendingStarts(store: StoreSession): Promise<void> {
  const event = eventRow({ offset: 1, value: 'x'.repeat(50_000) })
  const trigger = { ...MANUAL, events: [event], outputs: { up: [1] } }
  const rows = Array.from({ length: 10 }, (_, index) => pendingRow({ position: index + 1, trigger, depth: 2 }))
  const other = pendingRow({ taskName: 'other', position: 7 })
  // Of an event that history has passed over nothing but this is left.
  const old = { ...MANUAL, events: [eventRow({ offset: 900, value: 'old' })] }
  await store.commit({
    events: [event],
    workflowExecutions: { set: [executionRow({ id: 1 })] },
    pendingStarts: { added: [...rows.toReversed(), other, pendingRow({ taskName: 'late', trigger: old })] },
  })
  const [execution] = (await store.scheduler.load()).executions
  expect(execution?.pendingStarts).toEqual([
    { taskName: 'late', length: 1, lastPosition: 1, entries: [pendingRow({ taskName: 'late', trigger: old })] },
    { taskName: 'other', length: 1, lastPosition: 7, entries: [other] },
    { taskName: 'task', length: 10, lastPosition: 10, entries: rows.slice(0, 2) },
  ])
  const place = { workflowExecutionId: 1, taskName: 'task' }
  await store.commit({ pendingStarts: { removed: [{ ...place, from: 1, to: 3 }], added: [] } })
  expect((await store.scheduler.tasks.loadPendingHead(place)).map(({ position }) => position)).toEqual([4, 5])
  const added = [pendingRow({ position: 11 })]
  await store.commit({ pendingStarts: { removed: [{ ...place, from: 5, to: 10 }], added } })
  expect((await store.scheduler.tasks.loadPendingHead(place)).map(({ position }) => position)).toEqual([4, 11])
  expect(await store.reader.tasks.countPendingStarts(1)).toEqual(
    new Map(Object.entries({ late: 1, other: 1, task: 2 })),
  )
}

async function shareOutputsOfStarts(store: StoreSession): Promise<void> {
  const [x, y, z] = ['x'.repeat(30_000), 'y'.repeat(30_000), 'z'.repeat(30_000)]
  const outputs = [{ a: x }, { a: x, b: 'short' }, { a: x, b: y }, { b: y }, { a: z, b: y }, { a: x }]
  const place = { workflowExecutionId: 1, taskName: 'task' }
  const rows = outputs.map((of, index) => pendingRow({ position: index + 1, trigger: { ...MANUAL, outputs: of } }))
  await store.commit({
    workflowExecutions: { set: [executionRow({ id: 1 })] },
    pendingStarts: { added: rows.slice(0, 3) },
  })
  for (const row of rows.slice(3)) await store.commit({ pendingStarts: { added: [row] } })
  for (const row of rows) {
    const [first] = await store.scheduler.tasks.loadPendingHead(place)
    expect(first).toEqual(row)
    await store.commit({ pendingStarts: { removed: [{ ...place, from: row.position, to: row.position }] } })
  }
  const later = rows.slice(0, 3).map((row) => ({ ...row, position: row.position + 10 }))
  await store.commit({ pendingStarts: { added: later } })
  const last = pendingRow({ position: 14, trigger: { ...MANUAL, outputs: { a: x, b: y } } })
  await store.commit({ pendingStarts: { removed: [{ ...place, from: 12, to: 13 }], added: [last] } })
  expect(await store.scheduler.tasks.loadPendingHead(place)).toEqual([later[0], last])
}

async function keepEventsOfStarts(store: StoreSession): Promise<void> {
  const events = [1, 2, 3, 4].map((offset) => eventRow({ offset, createTime: offset }))
  const trigger = { ...MANUAL, events: events.slice(2, 3) }
  await store.commit({ events, pendingStarts: { added: [pendingRow({ trigger })] } })
  const bounds = { keepAfter: 100, keepProducerKeysAfter: 0, now: 200 }
  for (let position: SweepPosition = { stage: 0, after: [] }; position !== null; ) {
    position = await store.scheduler.history.sweep(bounds, { position, limit: 100 })
  }
  expect(await store.scheduler.events.find(2)).toBeNull()
  expect(await store.scheduler.events.find(3)).toMatchObject({ offset: 3 })
}
