import { beforeEach, expect, test } from 'vitest'
import { Sessions } from './sessions.ts'

const HASH = 'ab'.repeat(32)
const WEEK_MS = 7 * 24 * 3_600_000

let now: number
let sessions: Sessions
let ended: Set<string>

beforeEach(() => {
  now = 1_000_000
  ended = new Set()
  sessions = create('secret', 'a-store-of-its-own')
})

function create(secret: string, storeId: string): Sessions {
  return new Sessions({ secret, storeId, isEnded: (id) => ended.has(id), now: () => now })
}

function headerOf(cookie: string, of = sessions): string {
  return `theme=dark; ${of.cookieName}=${cookie}; last=1`
}

test('a cookie names its token until a week has gone by', () => {
  const { id, cookie, expireTime } = sessions.begin(HASH)
  expect(expireTime).toBe(now + WEEK_MS)
  expect(sessions.find(headerOf(cookie))).toEqual({ id, tokenHash: HASH, expireTime })
  now += WEEK_MS
  expect(sessions.find(headerOf(cookie))).toBeNull()
})

test('a cookie outlives the server, as long as its secret does', () => {
  const { cookie } = sessions.begin(HASH)
  expect(create('secret', 'a-store-of-its-own').find(headerOf(cookie))).not.toBeNull()
  expect(create('another', 'a-store-of-its-own').find(headerOf(cookie))).toBeNull()
})

test.each([
  ['another token', (cookie: string) => cookie.replace('abab', 'cdcd')],
  ['a later end', (cookie: string) => cookie.replace(String(1_000_000 + WEEK_MS), '9999999999999')],
  ['no signature', (cookie: string) => cookie.split('.').slice(0, 3).join('.')],
  ['nothing', () => ''],
  ['nonsense', () => 'a.b.c'],
])('a cookie that was changed to say %s is not good', (_name, change) => {
  expect(sessions.find(headerOf(change(sessions.begin(HASH).cookie)))).toBeNull()
})

test('cookies of other servers at the same host are left alone', () => {
  const other = create('secret', 'another-store')
  expect(other.cookieName).not.toBe(sessions.cookieName)
  expect(sessions.find(headerOf(other.begin(HASH).cookie, other))).toBeNull()
  expect(sessions.find(undefined)).toBeNull()
})

test('a session that somebody logged out of is not good any more, and others of its token are', () => {
  const [one, other] = [sessions.begin(HASH), sessions.begin(HASH)]
  ended.add(one.id)
  expect(sessions.find(headerOf(one.cookie))).toBeNull()
  expect(sessions.find(headerOf(other.cookie))).not.toBeNull()
})

test('a link is good once, for two minutes', () => {
  const { code, expireTime } = sessions.createLink(HASH)
  expect(expireTime).toBe(now + 120_000)
  expect(sessions.useLink(code)).toBe(HASH)
  expect(sessions.useLink(code)).toBeNull()
  const late = sessions.createLink(HASH)
  now += 120_000
  expect(sessions.useLink(late.code)).toBeNull()
  expect(sessions.useLink('guessed')).toBeNull()
})

test('links that nobody follows take up a bounded space', () => {
  const first = sessions.createLink(HASH)
  for (let index = 0; index < 1000; index += 1) sessions.createLink(HASH)
  expect(sessions.useLink(first.code)).toBeNull()
})
