import { expect, test } from 'vitest'
import { eventRow, pendingRow, taskRow, triggerRow, verdictRow } from '../../../testing/rows.ts'
import { createChanges, toTables } from './changes.ts'

const POOL = { namespace: 'default', name: 'gpu', slots: 1, createTime: 1 }

test('a batch that changes nothing names no table', () => {
  expect(toTables(createChanges())).toEqual({})
})

test('only the tables that changed are named', () => {
  const changes = createChanges()
  changes.events.add(eventRow({ offset: 1 }))
  changes.verdicts.add(verdictRow({ id: 1 }))
  expect(Object.keys(toTables(changes))).toEqual(['events', 'verdicts'])
})

test('a row that changes several times is written once, as it is at the end', () => {
  const changes = createChanges()
  changes.taskExecutions.set(taskRow({ id: 1, status: 'RUNNING' }))
  changes.taskExecutions.set(taskRow({ id: 1, status: 'SUCCESS' }))
  expect(toTables(changes)).toEqual({
    taskExecutions: { set: [taskRow({ id: 1, status: 'SUCCESS' })], deleted: [] },
  })
})

test('what has a name may come back in the batch that deleted it', () => {
  const changes = createChanges()
  changes.pools.set(POOL)
  changes.pools.delete(POOL)
  expect(toTables(changes)).toEqual({ pools: { set: [], deleted: [POOL] } })
  changes.pools.set({ ...POOL, slots: 2 })
  expect(toTables(changes)).toEqual({ pools: { set: [{ ...POOL, slots: 2 }], deleted: [] } })
})

test('what has an id stays deleted', () => {
  const changes = createChanges()
  changes.triggers.set(triggerRow({ id: 1 }))
  changes.triggers.delete(1)
  changes.triggers.set(triggerRow({ id: 1, paused: true }))
  expect(toTables(changes)).toEqual({ triggers: { set: [], deleted: [1] } })
})

test('starts that were added and removed in one batch are not added', () => {
  const changes = createChanges()
  for (const position of [1, 2, 3]) changes.pendingStarts.add(pendingRow({ position }))
  const removed = { workflowExecutionId: 1, taskName: 'task', from: 1, to: 2 }
  changes.pendingStarts.remove(removed)
  expect(toTables(changes)).toEqual({ pendingStarts: { removed: [removed], added: [pendingRow({ position: 3 })] } })
})

test('a lane that is cleared holds only what was added later', () => {
  const changes = createChanges()
  const row = (offset: number, lane: 'execution:1' | 'execution:2' = 'execution:1') => ({
    lane,
    offset,
    codeOnly: false,
  })
  changes.inbox.remove(row(1))
  changes.inbox.add(row(2))
  changes.inbox.add(row(2, 'execution:2'))
  changes.inbox.clear('execution:1')
  changes.inbox.add(row(3))
  const added = [row(2, 'execution:2'), row(3)]
  expect(toTables(changes)).toEqual({ inbox: { cleared: ['execution:1'], added, removed: [] } })
})

test('conditions that were not met are counted by rule, with the reason of the last one', () => {
  const changes = createChanges()
  const rule = { task: 'task', rule: 'rule' }
  changes.notMet.add('execution:1', rule, 1, { reason: 'first' })
  changes.notMet.add('execution:1', rule, 2, { reason: 'second' })
  changes.notMet.add('execution:1', { ...rule, rule: 'other' }, 2, { reason: 'other' })
  expect(changes.notMet.total).toBe(3)
  expect(toTables(changes).notMet).toEqual([
    { lane: 'execution:1', task: 'task', rule: 'rule', count: 2, lastOffset: 2, reason: 'second' },
    { lane: 'execution:1', task: 'task', rule: 'other', count: 1, lastOffset: 2, reason: 'other' },
  ])
})
