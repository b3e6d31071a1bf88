import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))
const MAX_FIRST_LOAD = 350_000

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
  await Execution.start(server.home, 'clickstream-features')
  await (await Execution.start(server.home, 'nightly-training')).ended('FAILED')
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('filters are part of the address, and going back undoes them', async () => {
  const page = await server.visit({ path: '/executions?workflow=nightly-training' })
  const table = page.getByRole('region', { name: 'Executions' })
  await table.getByText('nightly-training').waitFor()
  expect(await table.getByText('clickstream-features').count()).toBe(0)
  await page.getByRole('combobox', { name: 'Status' }).or(page.getByLabel('Status')).first().click()
  await page.getByRole('option', { name: 'Success' }).click()
  await page.getByText('No matching executions').waitFor()
  expect(new URL(page.url()).search).toBe('?workflow=nightly-training&status=SUCCESS')
  await page.reload()
  await page.getByText('No matching executions').waitFor()
})

test('everything is reached by keyboard', async () => {
  const page = await server.visit()
  await page.keyboard.press('g')
  await page.keyboard.press('x')
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  expect(await page.title()).toBe('Executions · AIFlow')
  await page.keyboard.press('/')
  await page.keyboard.type('nightly')
  await expect.poll(() => new URL(page.url()).search).toContain('workflow=nightly')
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to' }).fill('over')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to' }).fill('stream-feat')
  await page.getByRole('option', { name: /^clickstream-features/ }).click()
  await page.getByRole('heading', { name: 'clickstream-features', level: 1 }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
})

test('on a small screen the navigation waits behind a button, and nothing is wider than the screen', async () => {
  const page = await server.visit({ size: SMALL })
  await page.getByRole('button', { name: 'Navigation' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Executions' }).click()
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
})

test('the appearance is remembered', async () => {
  const page = await server.visit()
  await page.getByRole('button', { name: 'home admin' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.getByRole('button', { name: 'Collapse the navigation' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Expand the navigation' }).waitFor()
  expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('dark')
})

test('the licences of everything in the page ship with it', async () => {
  const answer = await fetch(`${server.home.url}/licenses.txt`)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const text = await answer.text()
  for (const name of ['react', 'elkjs', '@mantine/core', 'uplot', 'zod']) expect(text).toContain(`## ${name} - `)
})

test('a first visit loads at most 350 kB, from nowhere else', async () => {
  const page = await server.visit()
  const names = await page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name)')
  const files = [...new Set(names as string[])].filter((url) => !url.includes('/api/'))
  let total = 0
  for (const url of [server.home.url, ...files]) {
    expect(new URL(url).host).toBe(new URL(server.home.url).host)
    const answer = await fetch(url, { headers: { 'accept-encoding': 'br, gzip' } })
    total += Number(answer.headers.get('content-length'))
    await answer.arrayBuffer()
  }
  expect(files.length).toBeGreaterThan(4)
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThan(MAX_FIRST_LOAD)
})
