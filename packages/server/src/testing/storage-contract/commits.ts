import { describe, expect, test } from 'vitest'
import type { Commit } from '../../storage/commit.ts'
import type { EventContent } from '../../storage/producer-key.ts'
import { deadLetterRow, eventRow, executionRow, taskRow, verdictRow, workflowRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

const GAP = /must end at offset/

export function describeCommits(create: CreateStore): void {
  describe('commits', () => {
    test('a commit whose events leave a gap, repeat an offset or begin late is refused', () =>
      withStore(create, refuseSparseOffsets))
    test('offsets go on where they ended after the store was closed and opened', () =>
      withStore(create, goOnAfterReopening))
    test('a commit at another last offset than the store holds is refused', () => withStore(create, refuseWrongOffset))
    test('a scheduler that lost its epoch to another one commits nothing', () => withStore(create, refuseLostEpoch))
    test('a commit that fails leaves nothing behind, and the next one succeeds', () =>
      withStore(create, leaveNothingHalfDone))
    test('commits that follow each other are stored together', () => withStore(create, storeTogether))
    test('no consecutive commit is stored if one of them cannot be, and that one is named', () =>
      withStore(create, storeNoneOfThem))
    test('an event that repeats a producer key is refused', () => withStore(create, refuseRepeatedProducerKey))
    test('a different event with the same key is distinguished from a resent event', () =>
      withStore(create, tellOtherEvents))
    test('producer keys are told apart by namespace and sender', () => withStore(create, scopeProducerKeys))
    test('ids that were given out are remembered', () => withStore(create, rememberCounters))
    test('a storage that is not open says so', () => withStore(create, refuseUseBeforeOpening))
  })
}

async function refuseSparseOffsets(store: StoreSession): Promise<void> {
  await expect(store.commit({ events: [eventRow({ offset: 1 }), eventRow({ offset: 3 })] })).rejects.toThrow(GAP)
  await expect(store.commit({ events: [eventRow({ offset: 1 }), eventRow({ offset: 1 })] })).rejects.toThrow(/refused/)
  await expect(store.commit({ events: [eventRow({ offset: 2 })] })).rejects.toThrow(GAP)
  await store.commit({ events: [eventRow({ offset: 2 }), eventRow({ offset: 1 })] })
  expect(await offsetsOf(store)).toEqual([1, 2])
}

async function goOnAfterReopening(store: StoreSession): Promise<void> {
  await store.commit({ events: [eventRow({ offset: 1, createTime: 500 }), eventRow({ offset: 2, createTime: 700 })] })
  const before = await store.scheduler.load()
  await store.scheduler.close()
  await store.open()
  const after = await store.scheduler.load()
  expect(after.counters.lastOffset).toBe(2)
  expect(after.lastCreateTime).toBe(700)
  expect(after.storeId).toBe(before.storeId)
  expect(after.epoch).toBe(before.epoch + 1)
  await store.commit({ events: [eventRow({ offset: store.nextOffset })] })
  expect(await offsetsOf(store)).toEqual([1, 2, 3])
}

async function refuseWrongOffset(store: StoreSession): Promise<void> {
  const repeated = store.commitOf({ events: [eventRow({ offset: 1 })] })
  await store.scheduler.commit(repeated)
  await expect(store.scheduler.commit(repeated)).rejects.toMatchObject({ code: 'EPOCH_LOST' })
  expect(await offsetsOf(store)).toEqual([1])
}

async function refuseLostEpoch(store: StoreSession): Promise<void> {
  await store.commit({ events: [eventRow({ offset: 1 })] })
  const second = store.fixture.createScheduler()
  await second.open()
  const image = await second.load()
  const late = store.commit({ events: [eventRow({ offset: 2 })], workflows: { set: [workflowRow({ id: 1 })] } })
  await expect(late).rejects.toMatchObject({ code: 'EPOCH_LOST' })
  const events = [eventRow({ offset: 2 })]
  await second.commit(store.commitOf({ epoch: image.epoch, events }))
  await second.close()
  expect(await offsetsOf(store)).toEqual([1, 2])
  expect(await store.reader.workflows.find('default', 'w1')).toBeNull()
}

function following(store: StoreSession, keys: readonly string[]): Commit[] {
  const first = store.commitOf({})
  return keys.map((idempotencyKey, index) => {
    const expectedOffset = first.expectedOffset + index
    const counters = { ...first.counters, lastOffset: expectedOffset + 1 }
    const events = [eventRow({ offset: expectedOffset + 1, idempotencyKey })]
    return { ...first, expectedOffset, counters, tables: { events } }
  })
}

async function storeTogether(store: StoreSession): Promise<void> {
  expect(await store.scheduler.commitAll(following(store, ['a', 'b', 'c']))).toBeNull()
  expect(await offsetsOf(store)).toEqual([1, 2, 3])
}

async function storeNoneOfThem(store: StoreSession): Promise<void> {
  const fault = await store.scheduler.commitAll(following(store, ['a', 'b', 'a', 'c']))
  expect(fault).toMatchObject({ place: 2, error: expect.any(Error) })
  expect(await offsetsOf(store)).toEqual([])
  const [first, second] = following(store, ['a', 'b'])
  const lost = store.scheduler.commitAll([first, { ...second, epoch: 7 }] as Commit[])
  await expect(lost).rejects.toMatchObject({ code: 'EPOCH_LOST' })
  expect(await offsetsOf(store)).toEqual([])
  expect(await store.scheduler.commitAll(following(store, ['a', 'c']))).toBeNull()
}

async function leaveNothingHalfDone(store: StoreSession): Promise<void> {
  const clash = [taskRow({ id: 1, sequenceNumber: 1 }), taskRow({ id: 2, sequenceNumber: 1 })]
  const failing = store.commit({
    events: [eventRow({ offset: 1, idempotencyKey: 'a' })],
    workflows: { set: [workflowRow({ id: 1 })] },
    workflowExecutions: { set: [executionRow({ id: 1 })] },
    taskExecutions: { set: clash },
    verdicts: [verdictRow({ id: 1 })],
    deadLetters: { added: [deadLetterRow({ id: 1 })] },
  })
  await expect(failing).rejects.toThrow(/refused/)
  const image = await store.scheduler.load()
  expect(image.counters.lastOffset).toBe(0)
  expect(image.workflows).toEqual([])
  expect(image.executions).toEqual([])
  expect(await offsetsOf(store)).toEqual([])
  expect(await store.reader.verdicts.list({ lane: 'execution:1' }, { limit: 9 })).toEqual({ items: [], next: null })
  await store.commit({ events: [eventRow({ offset: 1, idempotencyKey: 'a' })] })
  expect(await offsetsOf(store)).toEqual([1])
}

async function refuseRepeatedProducerKey(store: StoreSession): Promise<void> {
  await store.commit({ events: [eventRow({ offset: 1, sender: 's', idempotencyKey: 'a' })] })
  const again = store.commit({ events: [eventRow({ offset: 2, sender: 's', idempotencyKey: 'a' })] })
  await expect(again).rejects.toThrow(/refused/)
  expect(await offsetsOf(store)).toEqual([1])
}

async function scopeProducerKeys(store: StoreSession): Promise<void> {
  const idempotencyKey = 'client_1_1'
  await store.commit({
    events: [
      eventRow({ offset: 1, sender: 's1', idempotencyKey }),
      eventRow({ offset: 2, sender: 's2', idempotencyKey }),
      eventRow({ offset: 3, sender: null, idempotencyKey }),
      eventRow({ offset: 4, sender: '', idempotencyKey }),
      eventRow({ offset: 5, sender: 's1', namespace: 'other', idempotencyKey }),
      eventRow({ offset: 6, sender: 's1' }),
    ],
  })
  const key = (sender: string | null, namespace = 'default') => ({ namespace, sender, idempotencyKey })
  const asked = [key('s2'), key('s3'), key('s1'), key(''), key(null), key('s1', 'other'), key('s2', 'other')]
  const offsets = (await store.scheduler.events.findDuplicates(asked)).map((found) => found?.offset ?? null)
  expect(offsets).toEqual([2, null, 1, 4, 3, 5, null])
  const unknown = { namespace: 'default', sender: 's1', idempotencyKey: 'client_1_2' }
  expect(await store.scheduler.events.findDuplicates([unknown])).toEqual([null])
  expect(await store.scheduler.events.findDuplicates([])).toEqual([])
}

async function tellOtherEvents(store: StoreSession): Promise<void> {
  const content = {
    namespace: 'default',
    sender: 's',
    key: 'k',
    value: 'v',
    context: null,
    workflowExecutionId: null,
  }
  const stored = { ...content, idempotencyKey: 'a' }
  await store.commit({ events: [eventRow({ offset: 1, ...stored })] })
  const isOther = async (changed: Partial<EventContent>) => {
    const asked = { namespace: 'default', sender: 's', idempotencyKey: 'a', content: { ...content, ...changed } }
    return (await store.scheduler.events.findDuplicates([asked]))[0]?.isOther
  }
  expect(await isOther({})).toBe(false)
  for (const changed of [{ key: 'l' }, { value: 'w' }, { value: null }, { context: 'v' }, { workflowExecutionId: 1 }]) {
    expect([changed, await isOther(changed)]).toEqual([changed, true])
  }
}

async function rememberCounters(store: StoreSession): Promise<void> {
  const counters = {
    lastOffset: 0,
    workflow: 1,
    trigger: 2,
    schedule: 3,
    backfill: 0,
    workflowExecution: 4,
    taskExecution: 5,
    verdict: 6,
    deadLetter: 7,
  }
  await store.commit({ counters })
  await store.scheduler.close()
  await store.open()
  expect((await store.scheduler.load()).counters).toEqual(counters)
}

async function refuseUseBeforeOpening(store: StoreSession): Promise<void> {
  const closed = store.fixture.createScheduler()
  await expect(closed.load()).rejects.toThrow(/not open/)
  await expect(closed.commit(store.commitOf({}))).rejects.toThrow(/not open/)
  await closed.close()
}

async function offsetsOf(store: StoreSession): Promise<number[]> {
  const { items } = await store.reader.events.list({ beginOffset: 0, limit: 1000, newestFirst: false })
  return items.map(({ offset }) => offset)
}
