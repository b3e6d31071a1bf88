import { describe, expect, test } from 'vitest'
import { eventRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

export function describeCursors(create: CreateStore): void {
  describe('cursors of sources', () => {
    test('a cursor comes back as it was stored last, and as long as its names differ', () =>
      withStore(create, moveCursors))
    test('a cursor of a commit that fails stays where it was', () => withStore(create, keepCursor))
  })
}

async function moveCursors(store: StoreSession): Promise<void> {
  const first = { source: 'orders', partition: '0', position: '1' }
  const second = { ...first, partition: '1', position: '"7"' }
  await store.commit({ cursors: { set: [first, second] } })
  const moved = { ...first, position: '2' }
  await store.commit({ cursors: { set: [moved] } })
  await store.scheduler.close()
  await store.open()
  const { cursors } = await store.scheduler.load()
  expect(cursors.toSorted((a, b) => a.partition.localeCompare(b.partition))).toEqual([moved, second])
}

async function keepCursor(store: StoreSession): Promise<void> {
  const cursor = { source: 'orders', partition: '0', position: '1' }
  const event = { sender: 's', idempotencyKey: 'a' }
  await store.commit({ events: [eventRow({ offset: 1, ...event })], cursors: { set: [cursor] } })
  const events = [eventRow({ offset: 2, ...event })]
  const failing = store.commit({ events, cursors: { set: [{ ...cursor, position: '2' }] } })
  await expect(failing).rejects.toThrow(/refused/)
  expect((await store.scheduler.load()).cursors).toEqual([cursor])
}
