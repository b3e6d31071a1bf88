import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Execution } from '../support/execution.ts'
import { fillLearning } from './screenshots/learning-world.ts'
import { settled } from './support/settled.ts'
import { SMALL, WatchedServer, WIDE } from './support/watched-server.ts'

const CUSTOM_CONDITION = fileURLToPath(new URL('../../examples/custom-condition/workflow.ts', import.meta.url))

let server: WatchedServer
let learning: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  learning = await fillLearning(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('the graph shows which tasks have sent which events, so that a loop is one', async () => {
  const page = await server.visit({ path: '/workflows/default/learning' })
  const graph = page.getByRole('region', { name: 'Graph of "learning"' })
  const event = graph.getByRole('button', { name: /^event batch/ })
  await event.click()
  const card = page.getByRole('region', { name: 'Event batch' })
  await card.getByText('Sent by "read", "read-more".').waitFor()
  await page.goto(`/executions/${learning.id}?tab=graph`)
  // From each of the four tasks to the event that it sends, besides the rules.
  await expect.poll(() => graph.locator('.react-flow__edge[data-id^="sends:"]').count()).toBe(4)
  expect(server.takeComplaints()).toEqual([])
})

test('a graph is read in the direction of its events: what stops a task leads back', async () => {
  await server.home.upload(CUSTOM_CONDITION)
  const page = await server.visit({ path: '/workflows/default/custom-condition' })
  const graph = page.getByRole('region', { name: 'Graph of "custom-condition"' })
  const names = [/^task producer-1/, /^event record/, /^task consumer/]
  const boxes = names.map((name) => graph.getByRole('button', { name }))
  for (const box of boxes) await box.waitFor()
  await settled(page)
  const places = await Promise.all(boxes.map(async (box) => (await box.boundingBox())?.x ?? 0))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(new Set(places).size).toBe(names.length)
  expect(server.takeComplaints()).toEqual([])
})

test('a graph of a few tasks is large enough to read, however long it is', async () => {
  const page = await server.visit({ path: '/workflows/default/learning' })
  const graph = page.getByRole('region', { name: 'Graph of "learning"' })
  const first = graph.getByRole('button', { name: /^event reset/ })
  await first.waitFor()
  await settled(page)
  // Its words are 14 pixels high where nothing is made smaller.
  const task = await graph.getByRole('button', { name: /^task train/ }).boundingBox()
  expect(task?.width).toBeGreaterThan(0.55 * 216)
  const last = graph.getByRole('button', { name: /^task read-more/ })
  for (const box of [first, last]) expect(await whatCovers(page, box)).toBe('nothing')
})

test.each([
  ['wide', WIDE],
  ['small', SMALL],
])('on a %s screen, nothing covers a box after it was clicked', async (_name, size) => {
  const page = await server.visit({ path: '/workflows/default/learning', size })
  const graph = page.getByRole('region', { name: 'Graph of "learning"' })
  await graph.getByRole('button', { name: /^event reset/ }).waitFor()
  await settled(page)
  for (const name of [/^event reset/, /^task train/, /^event validated/, /^task read-more/]) {
    const box = graph.getByRole('button', { name })
    await box.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Close' }).waitFor()
    await expect.poll(() => whatCovers(page, box)).toBe('nothing')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Close' }).waitFor({ state: 'detached' })
  }
})

test('the grid shows executions by task, is moved in by keys, and a click leads to the task execution', async () => {
  const page = await server.visit({ path: '/workflows/default/learning?tab=grid' })
  const grid = page.getByRole('table', { name: 'Tasks of "learning" by execution' })
  const cell = (task: string) => grid.getByRole('link', { name: new RegExp(`^${task} in execution ${learning.id}:`) })
  await expect.poll(() => cell('train').getAttribute('aria-label')).toContain('Success, run #2')
  await cell('read').focus()
  await page.keyboard.press('ArrowDown')
  await expect
    .poll(() => page.evaluate('document.activeElement?.getAttribute("aria-label")'))
    .toContain('train in execution')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'train #2' }).waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('on a small screen the grid is a list', async () => {
  const page = await server.visit({ path: '/workflows/default/learning?tab=grid', size: SMALL })
  const list = page.getByRole('region', { name: 'Tasks of "learning" by execution' })
  await list.getByRole('link', { name: 'train' }).click()
  await page.getByRole('heading', { name: 'train #2' }).waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('a task execution leads to the runs before and after it, and shows how long they took', async () => {
  const page = await server.visit({ path: `/executions/${learning.id}/train/2` })
  const runs = page.getByRole('navigation', { name: 'Runs of the task' })
  await runs.getByText('2 newest runs').waitFor()
  const bars = runs.getByRole('link', { name: /, run #\d: Success/ })
  expect(await bars.count()).toBe(2)
  expect(await bars.last().getAttribute('aria-current')).toBe('page')
  expect(await runs.getByRole('link', { name: 'Next run' }).count()).toBe(0)
  await runs.getByRole('link', { name: 'Previous run' }).click()
  await page.getByRole('heading', { name: 'train #1' }).waitFor()
  await page.getByRole('button', { name: 'Start again' }).waitFor()
  await runs.getByRole('link', { name: 'Next run' }).click()
  await page.getByRole('heading', { name: 'train #2' }).waitFor()
  expect(server.takeComplaints()).toEqual([])
})

/** What is seen in place of the middle of a box. */
async function whatCovers(page: Page, box: Locator): Promise<string> {
  const place = await box.boundingBox()
  if (place === null) return 'it is not drawn'
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2]
  const name = await box.getAttribute('data-id')
  return page.evaluate(
    `document.elementFromPoint(${x}, ${y})?.closest('[data-id=${JSON.stringify(name)}]') ? 'nothing'
      : document.elementFromPoint(${x}, ${y})?.outerHTML.slice(0, 200) ?? 'it is outside'`,
  )
}
