import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fillShop } from './screenshots/shop-world.ts'
import { graveFindings } from './support/accessibility.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

/** On a busy machine hundreds of tasks are not placed soon. */
const PLACED = { timeout: 90_000 }

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await fillShop(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function graphOf(page: Page, name: string) {
  return page.getByRole('region', { name: `Graph of "${name}"` })
}

test('the graph shows rules by line, icon and words, and details of the selected box', async () => {
  const page = await server.visit({ path: '/workflows/default/shop' })
  const graph = graphOf(page, 'shop')
  const task = graph.getByRole('button', { name: /^task price/ })
  await task.waitFor()
  for (const name of [/^event order_received/, /^trigger large-order/, /^schedule every-morning/]) {
    expect(await graph.getByRole('button', { name }).count()).toBe(1)
  }
  await graph.getByText('EveryHundredth').waitFor()
  // Each sign stands on its line, between what it leads from and to.
  const [from, sign, to] = await Promise.all(
    [
      graph.getByRole('button', { name: /^event settings_changed/ }),
      graph.getByRole('img', { name: 'Restart' }),
      graph.getByRole('button', { name: /^task listen/ }),
    ].map(async (one) => (await one.boundingBox())?.x ?? 0),
  )
  expect([from, sign, to]).toEqual([from, sign, to].toSorted((one, other) => Number(one) - Number(other)))
  await task.focus()
  await page.keyboard.press('Enter')
  const card = page.getByRole('region', { name: 'Task price' })
  await card.getByText('60 s per attempt').waitFor()
  await card.getByText('when event "order_received"').waitFor()
  expect(new URL(page.url()).searchParams.get('box')).toBe('task:price')
  await page.reload()
  await card.waitFor()
  await card.getByRole('button', { name: 'Close' }).click()
  await card.waitFor({ state: 'detached' })
  expect(server.takeComplaints()).toEqual([])
})

test('300 tasks are laid out in a web worker', async () => {
  const page = await server.visit({ path: '/workflows/default/large' })
  await graphOf(page, 'large')
    .getByRole('button', { name: /^task step-0-0\b/ })
    .waitFor(PLACED)
  await page.locator('[data-placed]').waitFor()
  expect(page.workers()).toHaveLength(1)
})

test('the rules are shown as a list, too', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=rules&task=inspect' })
  const rules = page.getByRole('region', { name: 'Rules' })
  await rules.getByText('any of event "shop_closed", event "inspection_ended"').waitFor()
  expect(await rules.getByRole('row').count()).toBe(3)
})

test('two snapshots are compared, by source and by definition, side by side and unified', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=snapshots' })
  await page.getByText('2 lines added, 2 lines removed').waitFor()
  await page.getByText('Definition', { exact: true }).click()
  await page.getByText('"timeoutSeconds": 5', { exact: false }).first().waitFor()
  await page.getByText('Unified').click()
  await expect.poll(() => new URL(page.url()).search).toContain('part=definition&diff=unified')
  await page.reload()
  await page.locator('mark').first().waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('the source is shown with its path and numbers of lines', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=source' })
  const code = page.getByRole('region', { name: 'Source of shop' })
  await code.getByText('AnyEventCondition').first().waitFor()
  expect(await page.getByText('shop.ts', { exact: true }).count()).toBe(1)
  await page.getByText('Definition', { exact: true }).click()
  await page.getByRole('region', { name: 'Definition of shop' }).getByText('"formatVersion"').waitFor()
})

test.each(['light', 'dark'] as const)('the graph with its card is accessible in %s', async (scheme) => {
  const page = await server.visit({ path: '/workflows/default/shop?box=task:price', scheme })
  await page.getByRole('region', { name: 'Task price' }).waitFor()
  await graphOf(page, 'shop').getByText('EveryHundredth').waitFor()
  expect(await graveFindings(page)).toEqual([])
})

test.each(['graph', 'grid', 'rules', 'executions', 'starts', 'snapshots', 'source'])(
  'on a small screen %s is not wider than the screen',
  async (tab) => {
    const page = await server.visit({ path: `/workflows/default/shop?tab=${tab}`, size: SMALL })
    await page.getByRole('tab', { selected: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  },
)
