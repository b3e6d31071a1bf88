import { ExecutionType, WorkflowStatus } from '@aiflow/sdk/internal/model'
import { describe, expect, test } from 'vitest'
import type { EventQuery } from '../../storage/reads/event-reads.ts'
import type { WorkflowExecutionFilter } from '../../storage/reads/execution-reads.ts'
import type { StoredEvent, WorkflowExecutionRow, WorkflowRow } from '../../storage/rows.ts'
import { eventRow, executionRow, workflowRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

const NAMESPACES = ['a', 'b', 'c']
const WORKFLOWS = ['daily', 'hourly']
const KEYS = ['k1', 'k2']
const SENDERS = ['s1', 's2', null]
const KINDS = ['user', 'control', 'report', 'timer', 'status'] as const

/** Every combination of filters against the same question asked in memory. */
export function describeListFilters(create: CreateStore): void {
  describe('filters', () => {
    test('workflow executions are found page by page under every combination of filters', () =>
      withStore(create, filterExecutions))
    test('workflows, and executions by their workflows, are found by labels and owner', () =>
      withStore(create, filterByLabels))
    test('events are found in both directions under every combination of filters', () =>
      withStore(create, filterEvents))
  })
}

async function filterExecutions(store: StoreSession): Promise<void> {
  const rows = Array.from({ length: 120 }, (_, index) => executionOf(index + 1))
  await store.commit({ workflowExecutions: { set: rows } })
  const [statuses, types] = [WorkflowStatus.values, ExecutionType.values]
  for (const namespace of [undefined, ...NAMESPACES, 'none']) {
    for (const workflow of [undefined, ...WORKFLOWS, 'none']) {
      for (const status of [undefined, ...statuses]) {
        for (const type of [undefined, ...types]) {
          const filter = { namespace, workflow, status, type }
          const expected = rows.filter((row) => isExecution(row, filter)).map(({ id }) => id)
          expect({ filter, ids: await allExecutions(store, filter) }).toEqual({ filter, ids: expected.reverse() })
        }
      }
    }
  }
}

const LABELS = [{}, { team: 'data' }, { team: 'data', tier: '1' }, { team: 'web', tier: '1' }, { tier: 'data' }]
const OWNERS = ['ada', null]

async function filterByLabels(store: StoreSession): Promise<void> {
  const places = NAMESPACES.flatMap((namespace) => WORKFLOWS.map((name) => ({ namespace, name })))
  const set = places.map((place, index) =>
    workflowRow({
      id: index + 1,
      ...place,
      labels: LABELS[index % LABELS.length] ?? {},
      owner: OWNERS[index % 2] ?? null,
    }),
  )
  const executions = Array.from({ length: 60 }, (_, index) => ({
    ...executionOf(index + 1),
    backfillId: index % 2 || null,
    parent: index % 3 === 0 ? childOf(1 + (index % 2)) : null,
  }))
  await store.commit({ workflows: { set }, workflowExecutions: { set: executions } })
  const asked = [[], ['team=data'], ['tier=1'], ['tier=1', 'team=data'], ['team=none'], ['team=data', 'team=web']]
  for (const labels of asked) {
    const isAsked = ({ labels: own }: WorkflowRow) =>
      labels.every((label) => Object.entries(own).some((entry) => entry.join('=') === label))
    for (const namespace of [undefined, 'a']) {
      for (const owner of [undefined, 'ada', 'bob']) {
        const found = await store.reader.workflows.list({ labels, owner, namespace }, { limit: 10 })
        const expected = set.filter(
          (row) => isAsked(row) && (owner ?? row.owner) === row.owner && (namespace ?? row.namespace) === row.namespace,
        )
        expect({ labels, owner, items: found.items }).toEqual({ labels, owner, items: expected })
      }
      for (const status of [undefined, 'RUNNING'] as const) {
        for (const workflow of [undefined, 'daily', 'none']) {
          for (const [backfill, parent] of [[], [1], [undefined, 2], [1, 2]]) {
            const filter = { labels, namespace, workflow, status, backfill, parent }
            const expected = executions.filter(
              (row) =>
                isExecution(row, filter) &&
                (backfill ?? row.backfillId) === row.backfillId &&
                (parent ?? row.parent?.workflowExecutionId) === row.parent?.workflowExecutionId &&
                set.some((of) => of.namespace === row.namespace && of.name === row.workflowName && isAsked(of)),
            )
            const ids = expected.map(({ id }) => id).reverse()
            expect({ filter, ids: await allExecutions(store, filter) }).toEqual({ filter, ids })
          }
        }
      }
    }
  }
}

async function filterEvents(store: StoreSession): Promise<void> {
  const events = Array.from({ length: 150 }, (_, index) => eventOf(index + 1))
  await store.commit({ events })
  for (const namespace of [undefined, 'a', 'none']) {
    for (const keys of [undefined, ['k1'], ['k2', 'k1'], ['none']]) {
      for (const sender of [undefined, 's1', 'none']) {
        for (const kinds of [undefined, ['user', 'status'], ['timer'], ['report', 'user']]) {
          const query = { namespace, keys, sender, kinds, beginOffset: 7 }
          const expected = events.filter((event) => isEvent(event, query)).map(({ offset }) => offset)
          expect({ query, offsets: await offsetsOf(store, query, false) }).toEqual({
            query,
            offsets: expected.slice(0, 10),
          })
          expect(await offsetsOf(store, query, true)).toEqual(expected.reverse().slice(0, 10))
        }
      }
    }
  }
}

function executionOf(id: number): WorkflowExecutionRow {
  const types = ExecutionType.values
  const statuses = WorkflowStatus.values
  return executionRow({
    id,
    namespace: NAMESPACES[id % 3] ?? 'a',
    workflowName: WORKFLOWS[(id >> 1) % 2] ?? 'daily',
    status: statuses[(id >> 2) % statuses.length] ?? 'RUNNING',
    type: types[(id >> 3) % types.length] ?? 'MANUAL',
  })
}

function childOf(workflowExecutionId: number): WorkflowExecutionRow['parent'] {
  return { workflowExecutionId, taskName: 'sub', sequenceNumber: 1, depth: 1, topExecutionId: workflowExecutionId }
}

function eventOf(offset: number): StoredEvent {
  return eventRow({
    offset,
    namespace: NAMESPACES[offset % 3] ?? 'a',
    key: KEYS[(offset >> 1) % 2] ?? 'k1',
    sender: SENDERS[(offset >> 2) % 3] ?? null,
    kind: KINDS[(offset >> 3) % 5] ?? 'user',
  })
}

async function allExecutions(store: StoreSession, filter: WorkflowExecutionFilter): Promise<number[]> {
  const ids: number[] = []
  for (let cursor: string | undefined, isMore = true; isMore; ) {
    const page = await store.reader.executions.list(filter, { limit: 7, cursor })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
    isMore = cursor !== undefined
  }
  return ids
}

async function offsetsOf(store: StoreSession, query: EventQuery, newestFirst: boolean): Promise<number[]> {
  const { items } = await store.reader.events.list({ ...query, limit: 10, newestFirst })
  return items.map(({ offset }) => offset)
}

function isExecution(
  row: WorkflowExecutionRow,
  { namespace, workflow, status, type }: WorkflowExecutionFilter,
): boolean {
  return (
    (namespace ?? row.namespace) === row.namespace &&
    (workflow ?? row.workflowName) === row.workflowName &&
    (status ?? row.status) === row.status &&
    (type ?? row.type) === row.type
  )
}

function isEvent(event: StoredEvent, { namespace, keys, sender, kinds, beginOffset }: EventQuery): boolean {
  return (
    event.offset > beginOffset &&
    (namespace ?? event.namespace) === event.namespace &&
    (keys === undefined || keys.includes(event.key)) &&
    (sender === undefined || sender === event.sender) &&
    (kinds === undefined || kinds.includes(event.kind))
  )
}
