import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))
const IDLE_MS = 5000
/** Longer than what a change sets off is held back. */
const SETTLED_MS = 3000

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function rowOf(page: Page, id: number) {
  const cell = page.getByRole('cell', { name: String(id), exact: true })
  return page.getByRole('region', { name: 'Executions' }).getByRole('row').filter({ has: cell })
}

/** Would be gone after a reload. */
async function mark(page: Page): Promise<void> {
  await page.evaluate('window.isSamePage = true')
}

async function isMarked(page: Page): Promise<boolean> {
  return (await page.evaluate('window.isSamePage === true')) as boolean
}

test('an execution appears, runs and stops in the list, without a reload', async () => {
  const page = await server.visit({ path: '/executions' })
  await mark(page)
  const execution = await Execution.start(server.home, 'clickstream-features')
  await rowOf(page, execution.id).getByText('Running').waitFor()
  await server.home.must('workflow-execution', 'stop', String(execution.id))
  await rowOf(page, execution.id).getByText('Stopped').waitFor()
  expect(await isMarked(page)).toBe(true)
  expect(server.takeComplaints()).toEqual([])
})

/** As if another tab was chosen, or this one again: browsers without a window have nothing that could be in front. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${isHidden ? 'hidden' : 'visible'}' })
    document.dispatchEvent(new Event('visibilitychange'))
  `)
}

test('a hidden tab keeps no connection, and catches up when it is visible', async () => {
  const page = await server.visit({ path: '/executions' })
  await mark(page)
  const closed = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/v1/live'))
  await setHidden(page, true)
  await closed
  const opened: string[] = []
  page.on('request', (request) => opened.push(request.url()))
  const execution = await Execution.start(server.home, 'nightly-training')
  await execution.ended('FAILED')
  expect(opened).toEqual([])
  await setHidden(page, false)
  await rowOf(page, execution.id).getByText('Failed').waitFor()
  expect(opened.some((url) => url.includes('/api/v1/live'))).toBe(true)
  expect(await isMarked(page)).toBe(true)
})

test('the overview shows live what is active and what failed', async () => {
  const page = await server.visit()
  await mark(page)
  const living = page.getByRole('region', { name: 'Active tasks' })
  const execution = await Execution.start(server.home, 'clickstream-features')
  await living.getByText('ingest-clicks').first().waitFor()
  await (await Execution.start(server.home, 'nightly-training')).ended('FAILED')
  await page.getByText('The command ended with exit code 3').first().waitFor()
  await server.home.must('workflow-execution', 'stop', String(execution.id))
  await page.getByText('No active tasks').waitFor()
  expect(await isMarked(page)).toBe(true)
})

test('a page reconnects by itself after the server was away', async () => {
  const page = await server.visit({ path: '/executions' })
  await mark(page)
  const port = new URL(server.home.url).port
  await server.home.killServer()
  await page.getByText('The server is unavailable.').waitFor()
  expect(await page.evaluate('document.documentElement.scrollHeight <= window.innerHeight')).toBe(true)
  await server.home.start('--port', port)
  await page.getByText('The server is unavailable.').waitFor({ state: 'detached' })
  const execution = await Execution.start(server.home, 'hourly-report')
  await rowOf(page, execution.id).getByText('Success').waitFor()
  expect(await isMarked(page)).toBe(true)
  server.takeComplaints()
})

test('a page that is opened while the server is away comes up once it is back', async () => {
  const page = await server.visit()
  const port = new URL(server.home.url).port
  await page.route('**/api/**', (route) => route.abort())
  await page.reload()
  await page.getByText('The server is unavailable').first().waitFor()
  await page.unroute('**/api/**')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(new URL(page.url()).port).toBe(port)
  server.takeComplaints()
})

test('an idle page sends no requests while nothing happens', async () => {
  const page = await server.visit()
  const asked: string[] = []
  let askedAt = performance.now()
  page.on('request', (request) => {
    asked.push(request.url())
    askedAt = performance.now()
  })
  await expect.poll(() => performance.now() - askedAt, { timeout: 30_000 }).toBeGreaterThan(SETTLED_MS)
  asked.length = 0
  await page.waitForTimeout(IDLE_MS)
  expect(asked).toEqual([])
})
