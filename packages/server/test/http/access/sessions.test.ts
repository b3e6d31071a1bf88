import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness } from '../http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(() => harness.dispose())

async function begin(by: object): Promise<{ status: number; cookie: string; setCookie: string }> {
  const headers = { 'content-type': 'application/json', origin: harness.server.url }
  const answer = await fetch(`${harness.server.url}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify(by),
  })
  const setCookie = answer.headers.get('set-cookie') ?? ''
  return { status: answer.status, setCookie, cookie: setCookie.split(';', 1)[0] ?? '' }
}

async function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return (await fetch(harness.server.url + path, { method, headers })).status
}

test('a token is exchanged for a cookie, and logging out ends it', async () => {
  const { setCookie, cookie } = await begin({ token: harness.token })
  expect(setCookie).toContain('HttpOnly; SameSite=Strict')
  expect((await harness.call('/api/v1/session', { headers: { cookie } })).body).toMatchObject({
    name: 'home',
    role: 'admin',
  })
  const ended = await fetch(`${harness.server.url}/api/v1/session`, { method: 'DELETE' })
  expect(ended.headers.get('set-cookie')).toContain('Max-Age=0')
})

test('a link of a token begins one session with its rights', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'linus', role: 'viewer' })
  const { path } = await harness.clientWith(secret).session.createLink()
  const code = path.split('#')[1] ?? ''
  const { cookie } = await begin({ code })
  expect((await harness.call('/api/v1/session', { headers: { cookie } })).body).toMatchObject({
    name: 'linus',
    role: 'viewer',
  })
  expect((await begin({ code })).status).toBe(401)
})

test('a session that was logged out of is over for every copy of its cookie, also after a restart', async () => {
  const { cookie } = await begin({ token: harness.token })
  const other = await begin({ token: harness.token })
  const origin = harness.server.url
  expect(await ask('/api/v1/session', { cookie, origin }, 'DELETE')).toBe(204)
  expect(await ask('/api/v1/workflows', { cookie })).toBe(401)
  expect(await ask('/api/v1/workflows', { cookie: other.cookie })).toBe(200)
  await harness.server.stop()
  await harness.start()
  expect(await ask('/api/v1/workflows', { cookie })).toBe(401)
  expect(await ask('/api/v1/workflows', { cookie: other.cookie })).toBe(200)
  const { items } = await harness.client.server.audit({ action: 'endSession' })
  expect(items).toMatchObject([{ sender: 'home', result: 'ok' }])
})

test('logging out works even after the token was revoked', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'mallory', role: 'viewer' })
  const { cookie } = await begin({ token: secret })
  await harness.client.tokens.revoke('mallory')
  expect(await ask('/api/v1/session', { cookie, origin: harness.server.url }, 'DELETE')).toBe(204)
})

test('a session ends with its token, and none begins with a wrong one', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'eve', role: 'viewer' })
  const { cookie } = await begin({ token: secret })
  expect(await ask('/api/v1/workflows', { cookie })).toBe(200)
  await harness.client.tokens.revoke('eve')
  expect(await ask('/api/v1/workflows', { cookie })).toBe(401)
  expect((await begin({ token: 'aiflow_wrong' })).status).toBe(401)
})

test('a cookie is valid only for pages of this server', async () => {
  const { cookie } = await begin({ token: harness.token })
  const own = harness.server.url
  expect(await ask('/api/v1/workflows', { cookie, 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await ask('/api/v1/workflows', { cookie, 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await ask('/api/v1/workflows', { cookie, 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await ask('/api/v1/session/links', { cookie }, 'POST')).toBe(403)
  expect(await ask('/api/v1/session/links', { cookie, origin: 'http://localhost:1' }, 'POST')).toBe(403)
  expect(await ask('/api/v1/session/links', { cookie, origin: own }, 'POST')).toBe(200)
})
