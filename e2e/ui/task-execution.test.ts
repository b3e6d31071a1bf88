import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Execution } from '../support/execution.ts'
import { COLLECT, fillLively } from './screenshots/lively-world.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

let server: WatchedServer
let lively: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  lively = await fillLively(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function visit(path: string) {
  return server.visit({ path: `/executions/${lively.id}/${path}` })
}

function logOf(page: Page) {
  return page.getByRole('region', { name: 'Log', exact: true })
}

/** Where `held` is a list, the parts of a log that were read wait for `release`, with their text. */
const HOLD_LOG = `
  globalThis.release = () => held.splice(0).forEach((goOn) => goOn())
  const fetchNow = globalThis.fetch.bind(globalThis)
  globalThis.fetch = async (url, call) => {
    const response = await fetchNow(url, call)
    if (globalThis.held === undefined || !String(url).includes('/log')) return response
    const body = await response.arrayBuffer()
    await new Promise((goOn) => held.push(goOn))
    return new Response(body, response)
  }`

function batchIn(text: string): number {
  return Number(/read batch (\d+)\s*$/.exec(text)?.[1] ?? 0)
}

test('a log is followed as it is written', async () => {
  const page = await visit('ingest-clicks/1')
  await page.getByText('● live').waitFor()
  const shown = async () => batchIn(await logOf(page).innerText())
  await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(0)
  const first = await shown()
  await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(first + 1)
  expect(server.takeComplaints()).toEqual([])
})

test('terminal colours, links and levels are shown', async () => {
  const page = await visit('ingest-clicks/1?at=0')
  const log = logOf(page)
  const link = log.getByRole('link', { name: 'https://example.org/clicks?of=today' })
  expect(await link.getAttribute('rel')).toContain('noreferrer')
  expect(await log.getByText('ready', { exact: true }).getAttribute('class')).toContain('ansi-green')
  expect(await log.locator('[data-level="error"]').innerText()).toContain('one click had no user')
  expect(await log.locator('[data-level="warning"]').count()).toBe(1)
})

test('a text is found, marked, and jumped to', async () => {
  const page = await visit('long-log/1')
  await page.getByRole('textbox', { name: 'Find in the log' }).fill('line 765432 ')
  const found = page.getByRole('region', { name: 'Matching lines' })
  await found.getByText('line 765432 of a million').click()
  await logOf(page).locator('[data-target]').getByText('of a million').waitFor()
  expect(await logOf(page).locator('[data-target]').innerText()).toContain('line 765432')
  expect(new URL(page.url()).searchParams.get('find')).toBe('line 765432')
  await page.reload()
  await logOf(page).locator('[data-target]').getByText('of a million').waitFor()
})

test('only the visible lines of a log of a million lines are in the document', async () => {
  const page = await visit('long-log/1')
  await logOf(page).getByText('line 1000000 of a million').waitFor()
  expect(await logOf(page).locator('[data-index]').count()).toBeLessThan(200)
  await page.getByRole('button', { name: 'To the beginning' }).click()
  await expect.poll(async () => /(^|\n)\s*1\s/.test(await logOf(page).innerText())).toBe(true)
  await page.getByRole('button', { name: 'Line or time …' }).click()
  await page.getByLabel('Line', { exact: true }).fill('500000')
  await page.getByRole('button', { name: 'Go', exact: true }).click()
  await logOf(page).locator('[data-target]').waitFor()
  expect(await logOf(page).locator('[data-target]').innerText()).toContain('500000')
  await page.getByRole('button', { name: 'To the end' }).click()
  await logOf(page).getByText('line 1000000 of a million').waitFor()
})

test('scrolling reads more in both directions, and no line is repeated or left out', async () => {
  const page = await visit('long-log/1?line=400000')
  await logOf(page).locator('[data-target]').waitFor()
  const shown = async () => {
    const text = await logOf(page).innerText()
    return [...text.matchAll(/line (\d+) of a million/g)].map(([, number]) => Number(number))
  }
  for (const distance of [60_000, -120_000]) {
    const [before = 0] = await shown()
    await logOf(page).evaluate((region: { scrollTop: number }, by) => {
      region.scrollTop += by
    }, distance)
    await expect.poll(async () => ((await shown())[0] ?? before) - before).not.toBe(0)
    await expect.poll(async () => (await shown()).length).toBeGreaterThan(20)
    const numbers = await shown()
    expect(numbers).toEqual(numbers.map((_, index) => Number(numbers[0]) + index))
  }
})

test('what is scrolled while lines arrive stays scrolled', async () => {
  const page = await visit('long-log/1?line=400000')
  await page.addInitScript(HOLD_LOG)
  await page.reload()
  await logOf(page).locator('[data-target]').waitFor()
  const first = async () => Number(/line (\d+) of a million/.exec(await logOf(page).innerText())?.[1])
  await expect.poll(first).toBeGreaterThan(399_900)
  await page.evaluate('void (globalThis.held = [])')
  await logOf(page).evaluate((region: { scrollTop: number }) => {
    region.scrollTop = 0
  })
  await expect.poll(() => page.evaluate('held.length')).toBeGreaterThan(0)
  const before = await first()
  // In one turn, so that the lines come before the browser tells of the scrolling.
  const by = 18 * 2000
  await logOf(page).evaluate((region: { scrollTop: number }, pixels) => {
    region.scrollTop += pixels
    ;(globalThis as unknown as { release(): void }).release()
  }, by)
  await expect.poll(first).toBeGreaterThan(before + 1000)
  await expect.poll(first).toBeLessThan(before + 3000)
})

test('each attempt has its log and its outcome with the reason', async () => {
  const page = await visit('connect/1?tab=attempts')
  const attempts = page.getByRole('region', { name: 'Attempts' }).getByRole('row')
  await attempts.getByText('The command ended with exit code 1').first().waitFor()
  await expect.poll(() => attempts.count()).toBe(4)
  await attempts.nth(3).click()
  await logOf(page).getByText('try to connect').waitFor()
  expect(new URL(page.url()).searchParams.get('attempt')).toBe('1')
})

test('a log is downloaded, and shown with times and wrapped lines', async () => {
  const page = await visit('connect/1')
  await logOf(page).getByText('try to connect').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(readFileSync(await download.path(), 'utf8')).toBe('try to connect\n')
  await page.getByRole('switch', { name: 'Times' }).click()
  await expect.poll(async () => /\d\d:\d\d:\d\d\.\d{3}/.test(await logOf(page).innerText())).toBe(true)
  await page.getByRole('switch', { name: 'Wrap' }).click()
  await page.reload()
  await logOf(page).getByText('try to connect').waitFor()
  expect(await logOf(page).getAttribute('data-wrap')).toBe('true')
})

test('a stop in progress shows its phase, and is marked as done by hand', async () => {
  const page = await visit('stubborn/1')
  await page.getByText('its processes were asked to end (SIGTERM)').waitFor()
  await page.getByRole('button', { name: 'Mark as stopped' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as stopped' }).click()
  await page.getByText('Stopped', { exact: true }).first().waitFor()
  expect((await lively.latest('stubborn'))?.outcome).toMatchObject({ type: 'stopped', unconfirmed: true })
})

test('the output of a task and the events that started it link further', async () => {
  const page = await visit(`${COLLECT}/3?tab=result`)
  await page.getByRole('region', { name: 'Output', exact: true }).last().getByText('"files": 3').waitFor()
  await page.getByRole('link', { name: 'event file' }).click()
  await page.waitForURL(/\/events\/\d+/)
  await page.goBack()
  await page.getByRole('link', { name: 'Why it ran' }).click()
  await page.waitForURL(/\/why/)
  expect(new URL(page.url()).searchParams.get('task')).toBe(COLLECT)
})

test('metrics are drawn, and continue as they are reported', async () => {
  const page = await visit('measured/1?tab=metrics')
  const chart = page.getByRole('img', { name: /^rows_read over time/ })
  await chart.locator('canvas').waitFor()
  const before = await chart.getAttribute('aria-label')
  await expect.poll(() => chart.getAttribute('aria-label'), { timeout: 10_000 }).not.toBe(before)
})

test('a missing execution says so, and an older one links to the latest', async () => {
  const page = await visit('connect/77')
  await page.getByText('There is no such task execution').waitFor()
  await page.goto(`/executions/${lively.id}/${COLLECT}/1`)
  await page.getByRole('link', { name: 'The latest is #3' }).click()
  await page.getByRole('heading', { name: `${COLLECT} #3` }).waitFor()
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: /^The latest is/ }).count()).toBe(0)
})

test('on a small screen nothing is wider than the screen', async () => {
  for (const tab of ['log', 'attempts', 'result', 'metrics', 'details']) {
    const path = `/executions/${lively.id}/${COLLECT}/3?tab=${tab}`
    const page = await server.visit({ path, size: SMALL })
    await page.getByRole('tab', { selected: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    await page.close()
  }
})
