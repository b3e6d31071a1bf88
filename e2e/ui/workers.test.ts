import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Execution } from '../support/execution.ts'
import { kill9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { fillLively } from './screenshots/lively-world.ts'
import { graveFindings } from './support/accessibility.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

let server: WatchedServer
let lively: Execution
let frozen: number

beforeAll(async () => {
  server = await WatchedServer.start()
  lively = await fillLively(server.home)
  frozen = server.home.workerPid
  process.kill(frozen, 'SIGSTOP')
  await waitUntil('the worker to be told as silent', async () => {
    const { workers } = await server.home.client.server.info()
    return workers.some(({ silentSince }) => silentSince !== undefined)
  })
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a worker that does not answer is shown with since when, and what to do', async () => {
  const page = await server.visit({ path: '/admin/workers' })
  const list = page.getByRole('region', { name: 'Workers' })
  await list.getByText('does not answer').waitFor()
  await page.getByText(/has not answered since \d{4}-\d\d-\d\d/).waitFor()
  expect(await page.getByText('has not answered since').innerText()).toContain(`kill -9 ${frozen}`)
  expect(await graveFindings(page)).toEqual([])
  await page.setViewportSize(SMALL)
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  await page.goto('/')
  await page.getByRole('region', { name: 'Workers' }).last().getByText('does not answer').waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('without the role admin, a worker cannot be given up', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'olga', role: 'operator' })
  const page = await server.visitAsStranger({ path: '/admin/workers' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('region', { name: 'Workers' }).getByText('does not answer').waitFor()
  expect(await page.getByRole('button', { name: /^Give up/ }).count()).toBe(0)
  server.takeComplaints()
})

test('a worker that has not connected since the server started is shown, and is given up', async () => {
  await server.home.killServer()
  await server.home.start('--no-worker')
  const page = await server.visit({ path: '/admin/workers' })
  const row = page.getByRole('region', { name: 'Workers' }).getByRole('row').nth(1)
  await row.getByText('not seen yet').waitFor()
  await row.getByText('not connected').waitFor()
  await page.getByRole('button', { name: /^Give up/ }).click()
  await page.getByRole('dialog').getByText('make sure that its machine is off').waitFor()
  expect((await lively.latest('ingest-clicks'))?.status).toBe('RUNNING')
  await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click()
  await page.getByText(/^Gave up worker/).waitFor()
  await page.getByText('No worker is connected').waitFor()
  expect((await lively.latest('ingest-clicks'))?.outcome?.type).toBe('lost')
  await kill9(frozen)
  server.takeComplaints()
})
