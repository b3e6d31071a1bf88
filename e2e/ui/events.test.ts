import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ExplainedWorld, fillExplained } from './screenshots/explained-world.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

/** What scrolls. */
interface Region {
  scrollTop: number
  readonly scrollHeight: number
}

const PATIENCE = { timeout: 15_000 }

let server: WatchedServer
let world: ExplainedWorld

beforeAll(async () => {
  server = await WatchedServer.start()
  world = await fillExplained(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function feedOf(page: Page) {
  return page.getByRole('region', { name: 'Events' })
}

async function send(key: string, value: string, sender = 'shop'): Promise<number> {
  return (await server.home.client.events.send({ key, value, sender })).offset
}

test('events arrive live, wait while the feed is paused, and the pause has an address', async () => {
  const page = await server.visit({ path: '/events?kind=user' })
  await page.evaluate('window.isSamePage = true')
  await send('live_key', 'first')
  await feedOf(page).getByText('first').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused, nothing new').waitFor()
  await send('live_key', 'second')
  await page.getByText('Paused, 1 new').waitFor()
  expect(await feedOf(page).getByText('second').count()).toBe(0)
  await page.reload()
  await page.getByText('Paused, 1 new').waitFor()
  expect(await feedOf(page).getByText('first').count()).toBe(1)
  await page.getByRole('button', { name: 'Resume' }).click()
  await feedOf(page).getByText('second').waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('new events at the top leave the visible rows in place', async () => {
  for (let index = 0; index < 60; index += 1) await send('many_rows', `row ${index}`)
  const page = await server.visit({ path: '/events?key=many_rows' })
  const row = feedOf(page).getByText('row 20', { exact: true })
  await feedOf(page).evaluate((region: Region) => {
    region.scrollTop = 37 * 38
  })
  await row.waitFor()
  const place = (await row.boundingBox())?.y
  await send('many_rows', 'newest')
  await expect
    .poll(() => feedOf(page).evaluate((region: Region) => region.scrollTop), PATIENCE)
    .toBeGreaterThan(37 * 38)
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (place ?? 0))).toBeLessThan(3)
})

test('the feed is filtered by key, kind, sender and execution, each in the address', async () => {
  const page = await server.visit({ path: '/events' })
  await page.getByLabel('Key').first().fill('stock_level')
  await expect.poll(() => new URL(page.url()).search, PATIENCE).toBe('?key=stock_level')
  await feedOf(page).getByText('100', { exact: true }).waitFor()
  expect(await feedOf(page).getByText('orders_file').count()).toBe(0)
  await page.getByLabel('Sender').first().fill('nobody')
  await page.getByText('No matching events').waitFor()
  await page.getByText('must match exactly').waitFor()
  await page.goto(`/events?execution=${world.execution}&kind=status`)
  await feedOf(page).getByText('orders/invoice').first().waitFor()
  expect(await feedOf(page).getByText('stock_level').count()).toBe(0)
})

test('older events are read on scrolling', async () => {
  const events = Array.from({ length: 400 }, (_, index) => ({ key: 'older', value: `number ${index}` }))
  await server.home.client.events.sendMany(events)
  const page = await server.visit({ path: '/events?key=older' })
  await feedOf(page).getByText('number 399', { exact: true }).waitFor()
  await expect
    .poll(async () => {
      await feedOf(page).evaluate((region: Region) => {
        region.scrollTop = region.scrollHeight
      })
      return feedOf(page).getByText('number 0', { exact: true }).count()
    }, PATIENCE)
    .toBe(1)
  expect(await feedOf(page).getByRole('row').count()).toBeLessThan(80)
})

test('an event is sent, and sent again as a new one that says so', async () => {
  const page = await server.visit({ path: '/events' })
  await page.getByRole('button', { name: 'Send event' }).click()
  const form = page.getByRole('dialog', { name: 'Send an event' })
  await form.getByLabel('Key').fill('sent_here')
  await form.getByLabel('Value').fill('{"a":1}')
  await form.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'sent_here', level: 1 }).waitFor()
  expect(await page.title()).toBe('sent_here · AIFlow')
  await page.getByRole('button', { name: 'Send again' }).click()
  const again = page.getByRole('dialog', { name: 'Send again, as a new event' })
  await again.getByText('stays as it is').waitFor()
  const first = page.url()
  await again.getByRole('button', { name: 'Send' }).click()
  await page.waitForURL((url) => url.href !== first)
  const { items } = await server.home.client.events.list({ key: 'sent_here' })
  expect(items.map(({ value }) => value)).toEqual(['{"a":1}', '{"a":1}'])
})

test('an event is tried before it is sent', async () => {
  const page = await server.visit({ path: '/events' })
  await page.getByRole('button', { name: 'Send event' }).click()
  const form = page.getByRole('dialog', { name: 'Send an event' })
  await form.getByLabel('Key').fill('orders_file')
  await form.getByRole('button', { name: 'Try' }).click()
  const answer = form.getByRole('region', { name: 'What it would do' })
  await answer.getByText('collect, rule “on-orders_file”: would').first().waitFor()
  await form.getByLabel('Key').fill('tried_here')
  await answer.waitFor({ state: 'detached' })
  await form.getByRole('button', { name: 'Try' }).click()
  await answer.getByText('No rule or trigger waits for “tried_here”.').waitFor()
  expect((await server.home.client.events.list({ key: 'tried_here' })).items).toEqual([])
})

test('effects are followed to the right, and back to the left, by keyboard', async () => {
  const page = await server.visit({ path: `/events/${world.cause}` })
  await page.getByRole('link', { name: 'collect · on-orders_file' }).waitFor()
  await page.getByRole('link', { name: 'orders_file', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  const focused = () => page.evaluate('document.activeElement.textContent') as Promise<string>
  expect(await focused()).toBe('collect · on-orders_file')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('collect #1')
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('collect · on-orders_file')
  await page.getByRole('link', { name: 'orders_collected', exact: true }).first().click()
  await page.getByRole('heading', { name: 'orders_collected', level: 1 }).waitFor()
  const causes = page.getByRole('list', { name: 'Causes' })
  await causes.getByRole('link', { name: 'collect #1' }).waitFor()
  await causes.getByRole('link', { name: 'orders_file', exact: true }).click()
  await page.getByRole('heading', { name: 'orders_file', level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/events/${world.cause}`)
})

test('the picture has a text form with its own address', async () => {
  const page = await server.visit({ path: `/events/${world.effect}`, size: SMALL })
  await page.getByText('Text', { exact: true }).click()
  await expect.poll(() => new URL(page.url()).search, PATIENCE).toBe('?effects=text')
  await page.getByRole('link', { name: 'price · on-orders_collected' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
})

test.each(['/events', '/admin/audit'])('at %s, times are shown whole in any time zone', async (path) => {
  const page = await server.visit({ path })
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kathmandu' })
  await page.reload()
  const cell = page.getByRole('row').getByText('+05:45').first()
  await cell.waitFor()
  const isWhole = ({ scrollWidth, clientWidth }: { scrollWidth: number; clientWidth: number }) =>
    scrollWidth <= clientWidth
  expect(await cell.evaluate(isWhole)).toBe(true)
})

test('a missing event says so', async () => {
  const page = await server.visit({ path: '/events/99999999' })
  await page.getByText('There is no event 99999999').waitFor()
  expect(await page.title()).toBe('Event 99999999 · AIFlow')
  await page.goto('/events/nonsense')
  await page.getByText('There is nothing at this address').waitFor()
  server.takeComplaints()
})

test('viewers are not offered to send events', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'looker', role: 'viewer' })
  const page = await server.visitAsStranger({ path: `/events/${world.cause}` })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'orders_file', level: 1 }).waitFor()
  expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0)
})
