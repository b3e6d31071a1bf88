import { describe, expect, test } from 'vitest'
import { eventRow, tokenRow } from '../rows.ts'
import { type CreateStore, readPages, type StoreSession, withStore } from './store-session.ts'

export function describeAccess(create: CreateStore): void {
  describe('tokens and the audit', () => {
    test('sessions that ended come back until they would have ended by themselves', () =>
      withStore(create, endSessions))
    test('tokens come back as they were committed, in the order of names', () => withStore(create, readTokens))
    test('a token is gone once it was revoked, and its name can be taken again at once', () =>
      withStore(create, revokeTokens))
    test('the audit lists requests with their short fields and results, newest first', () =>
      withStore(create, listAudit))
    test('the audit is filtered by everything that an entry tells', () => withStore(create, filterAudit))
  })
}

async function endSessions(store: StoreSession): Promise<void> {
  const [first, second] = [
    { session: 'a', expireTime: 100, endTime: 50 },
    { session: 'b', expireTime: 200, endTime: 60 },
  ]
  await store.commit({ endedSessions: [first, second] })
  expect((await store.scheduler.load()).endedSessions).toEqual([first, second])
  await store.commit({ endedSessions: [{ session: 'c', expireTime: 300, endTime: 100 }] })
  expect((await store.scheduler.load()).endedSessions.map(({ session }) => session)).toEqual(['b', 'c'])
}

async function readTokens(store: StoreSession): Promise<void> {
  const tokens = [
    tokenRow({ id: 1, name: 'b', namespaces: ['x', 'y'] }),
    tokenRow({ id: 2, name: 'a', role: 'admin', expireTime: 99 }),
  ]
  await store.commit({ tokens: { set: tokens } })
  const used = tokenRow({ id: 1, name: 'b', namespaces: ['x', 'y'], lastUsedTime: 50 })
  await store.commit({ tokens: { set: [used] } })
  expect(await store.reader.tokens.list()).toEqual([tokens[1], used])
  expect((await store.scheduler.load()).tokens).toEqual([tokens[1], used])
}

async function revokeTokens(store: StoreSession): Promise<void> {
  await store.commit({ tokens: { set: [tokenRow({ id: 1, name: 'a' }), tokenRow({ id: 2, name: 'b' })] } })
  const again = tokenRow({ id: 3, name: 'a' })
  await store.commit({ tokens: { set: [again], deleted: [1, 2] } })
  expect(await store.reader.tokens.list()).toEqual([again])
}

async function commitRequests(store: StoreSession): Promise<void> {
  const requests = [
    { type: 'one', flag: true, number: 3, none: null, list: [1], long: 'x'.repeat(300), text: 'é"' },
    { type: 'upload', definitions: [{ definition: { name: 'v' } }, { definition: { name: 'w' } }] },
  ]
  const events = requests.map((request, index) =>
    eventRow({
      offset: index + 1,
      kind: 'control',
      key: `aiflow/control/${request.type}`,
      namespace: `n${index}`,
      sender: `s${index}`,
      value: JSON.stringify(request),
    }),
  )
  const own = eventRow({ offset: 3, kind: 'control', key: 'aiflow/control/own', value: '{}' })
  const result = { ok: false, error: { code: 'X' } }
  await store.commit({ events: [...events, own, eventRow({ offset: 4 })], controlResults: [{ offset: 1, result }] })
}

const EXCEPT = { exceptKeys: ['aiflow/control/own'] }

async function listAudit(store: StoreSession): Promise<void> {
  await commitRequests(store)
  const pages = await readPages((page) => store.reader.requests.audit(EXCEPT, page), 1)
  expect(pages).toHaveLength(2)
  const [second, first] = pages.flat()
  expect(first).toMatchObject({ offset: 1, time: 1001, sender: 's0', namespace: 'n0', result: { ok: false } })
  expect(first?.target).toEqual({ type: 'one', flag: true, number: 3, text: 'é"' })
  expect(second).toMatchObject({ offset: 2, result: null, target: { type: 'upload', workflow: 'v, w' } })
}

async function filterAudit(store: StoreSession): Promise<void> {
  await commitRequests(store)
  const offsets = async (filter: object) => {
    const { items } = await store.reader.requests.audit({ ...EXCEPT, ...filter }, { limit: 10 })
    return items.map(({ offset }) => offset)
  }
  expect(await offsets({})).toEqual([2, 1])
  expect(await offsets({ namespace: 'n0' })).toEqual([1])
  expect(await offsets({ sender: 's1' })).toEqual([2])
  expect(await offsets({ key: 'aiflow/control/one' })).toEqual([1])
  expect(await offsets({ beginTime: 1002 })).toEqual([2])
  expect(await offsets({ endTime: 1002 })).toEqual([1])
  expect(await offsets({ exceptKeys: [] })).toEqual([3, 2, 1])
}
