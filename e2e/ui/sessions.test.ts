import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('the login asks for a token, says what is wrong with it, and leads to the requested view', async () => {
  const page = await server.visitAsStranger({ path: '/executions?status=FAILED' })
  await page.getByLabel('Token').first().fill('aiflow_wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('The token is not known').waitFor()
  const { secret } = await server.home.client.tokens.create({ name: 'ada', role: 'viewer' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  expect(new URL(page.url()).search).toBe('?status=FAILED')
  await page.getByRole('button', { name: 'ada viewer' }).waitFor()
})

test('a session ends by logging out, with its cookie, and with its token', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'grace', role: 'operator' })
  const page = await server.visitAsStranger()
  const logIn = async () => {
    await page.getByLabel('Token').first().fill(secret)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'grace operator' }).waitFor()
  }
  const isLoggedOut = async () => {
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/login')
  }
  await logIn()
  await page.getByRole('button', { name: 'grace operator' }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await isLoggedOut()
  await page.goto('/')
  await isLoggedOut()
  await logIn()
  await page.context().clearCookies()
  await page.goto('/executions')
  await isLoggedOut()
  await logIn()
  await server.home.client.tokens.revoke('grace')
  // Nobody touches the page: the server ends what it listens to.
  await isLoggedOut()
})

test('a link logs in once', async () => {
  const link = (await server.home.must('open', '--print', '--output', 'plain')).trim()
  const first = await server.visitAsStranger({ path: link })
  await first.getByRole('button', { name: 'home admin' }).waitFor()
  expect(first.url()).not.toContain('#')
  const second = await server.visitAsStranger({ path: link })
  await second.getByText('The link has been used already').waitFor()
})

test('the cookie is for this server only, and no script can read it', async () => {
  const page = await server.visit()
  const [cookie, ...others] = await page.context().cookies()
  expect(others).toEqual([])
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  expect(await page.evaluate('document.cookie')).toBe('')
})

test('a token of one namespace shows that namespace', async () => {
  await server.home.must('namespace', 'add', 'team-b')
  const { secret } = await server.home.client.tokens.create({ name: 'team', role: 'viewer', namespaces: ['team-b'] })
  const page = await server.visitAsStranger({ path: '/executions' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  expect(new URL(page.url()).searchParams.get('namespace')).toBe('team-b')
  await page.getByText('No executions yet').waitFor()
})
