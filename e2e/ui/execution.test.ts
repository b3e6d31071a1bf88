import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { COLLECT, fillLively } from './screenshots/lively-world.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))
const WAITING = fileURLToPath(new URL('fixtures/waiting.ts', import.meta.url))

const PATIENCE = { timeout: 15_000 }
const PINCH_STEPS = 6

let server: WatchedServer
let lively: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
  await server.home.upload(WAITING)
  lively = await fillLively(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function rowOf(page: Page, task: string) {
  return page.getByRole('region', { name: 'Tasks', exact: true }).getByRole('row').filter({ hasText: task })
}

async function confirmed(page: Page, action: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: action }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Two fingers on the middle of the timeline go from one distance to another. */
async function pinch(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator('canvas').boundingBox()
  if (box === null) throw new Error('there is no canvas')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const fingers = (distance: number) => [
    { id: 0, x: x - distance / 2, y },
    { id: 1, x: x + distance / 2, y },
  ]
  const screen = await page.context().newCDPSession(page)
  await screen.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(from) })
  for (let step = 1; step <= PINCH_STEPS; step += 1) {
    const touchPoints = fingers(from + ((to - from) * step) / PINCH_STEPS)
    await screen.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints })
  }
  await screen.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await screen.detach()
}

describe('the timeline', () => {
  test('is reached from the list, and has a table with the same content', async () => {
    const page = await server.visit({ path: '/executions?workflow=lively' })
    await page.getByRole('link', { name: String(lively.id), exact: true }).click()
    await page.getByRole('heading', { name: `lively ${lively.id}` }).waitFor()
    await page.getByRole('switch', { name: 'Table' }).click()
    const table = page.getByRole('region', { name: 'Timeline' })
    const retried = table.getByRole('row').filter({ hasText: 'connect' }).filter({ hasText: 'Retrying' })
    await retried.first().waitFor()
    expect(new URL(page.url()).searchParams.get('as')).toBe('table')
    await page.goBack()
    await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  })

  test('is zoomed and moved by keys and buttons, and the period has an address', async () => {
    const page = await server.visit({ path: `/executions/${lively.id}` })
    const timeline = page.getByRole('region', { name: /^Timeline/ })
    await timeline.focus()
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(true)
    const shown = new URL(page.url()).search
    await page.reload()
    await page.getByRole('button', { name: 'Follow now' }).waitFor()
    expect(new URL(page.url()).search).toBe(shown)
    await page.getByRole('button', { name: 'Follow now' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.has('last')).toBe(true)
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })

  test('has tasks with failures on top, and counts them', async () => {
    const page = await server.visit({ path: `/executions/${lively.id}` })
    const labels = page.getByRole('region', { name: /^Timeline/ }).getByRole('listitem')
    await labels.first().waitFor()
    expect(await labels.first().textContent()).toBe('connect2 failed')
    expect(await page.getByRole('list', { name: 'Colours' }).textContent()).toContain('failed2')
  })

  test('describes what is under the pointer, and a click goes there', async () => {
    const page = await server.visit({ path: `/executions/${lively.id}` })
    const box = await page.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no canvas')
    // A row of a task that streams, from the beginning up to now.
    const label = await page.getByRole('link', { name: 'ingest-clicks' }).boundingBox()
    if (label === null) throw new Error('there is no label')
    await page.mouse.move(box.x + box.width / 2, label.y + label.height / 2)
    await page.getByRole('tooltip').getByText('ingest-clicks #1').waitFor()
    await page.mouse.down()
    await page.mouse.up()
    await page.getByRole('heading', { name: 'ingest-clicks #1' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/executions/${lively.id}/ingest-clicks/1`)
  })

  test('selects a period by dragging and by the wheel', async () => {
    const page = await server.visit({ path: `/executions/${lively.id}` })
    const box = await page.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no canvas')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -800)
    await page.keyboard.up('Control')
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(true)
    const before = Number(new URL(page.url()).searchParams.get('from'))
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height - 20, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => Number(new URL(page.url()).searchParams.get('from'))).toBeLessThan(before)
  })

  test('is zoomed by two fingers', async () => {
    const page = await server.visit({ path: `/executions/${lively.id}`, size: SMALL })
    const shownMs = () => {
      const { searchParams } = new URL(page.url())
      return Number(searchParams.get('to')) - Number(searchParams.get('from'))
    }
    await pinch(page, 60, 180)
    await expect.poll(shownMs, PATIENCE).toBeGreaterThan(0)
    const third = shownMs()
    await pinch(page, 60, 180)
    await expect.poll(shownMs, PATIENCE).toBeLessThan(third / 2)
    const ninth = shownMs()
    await pinch(page, 180, 30)
    await expect.poll(shownMs, PATIENCE).toBeGreaterThan(ninth * 1.5)
    expect(new URL(page.url()).pathname).toBe(`/executions/${lively.id}`)
    expect(await page.evaluate('visualViewport.scale')).toBe(1)
  })
})

test('the graph shows the state of tasks, and the actions on the selected one', async () => {
  const page = await server.visit({ path: `/executions/${lively.id}?tab=graph` })
  await page.getByRole('button', { name: 'task connect' }).click()
  const card = page.getByRole('region', { name: 'Task connect' })
  await card.getByText('Success').waitFor()
  expect(new URL(page.url()).searchParams.get('task')).toBe('connect')
  await card.getByRole('link', { name: 'Log and attempts' }).click()
  await page.getByRole('heading', { name: 'connect #1' }).waitFor()
})

test('tasks are filtered, and all of their executions are shown', async () => {
  const page = await server.visit({ path: `/executions/${lively.id}?tab=tasks&status=SUCCESS` })
  await rowOf(page, 'report').waitFor()
  expect(await rowOf(page, 'ingest-clicks').count()).toBe(0)
  await page.goto(`/executions/${lively.id}?tab=tasks&all=true&task=${COLLECT}`)
  const all = page.getByRole('region', { name: 'Task executions' }).getByRole('row').filter({ hasText: COLLECT })
  await expect.poll(() => all.count()).toBe(3)
})

test('its events link to their views, and its states and outputs are shown', async () => {
  const page = await server.visit({ path: `/executions/${lively.id}?tab=events&key=collected` })
  const rows = page.getByRole('region', { name: 'Events' }).getByRole('row').filter({ hasText: 'collected' })
  await expect.poll(() => rows.count()).toBe(3)
  await rows.first().click()
  await page.waitForURL(/\/events\/\d+/)
  await page.goto(`/executions/${lively.id}?tab=state`)
  await page.getByRole('region', { name: 'files-seen' }).getByText('3').waitFor()
  await page.getByRole('region', { name: COLLECT }).getByText('"eu"').waitFor()
})

test('its events are filtered like the feed: by exact key, as the page says, and by kind', async () => {
  const page = await server.visit({ path: `/executions/${lively.id}?tab=events` })
  await page.getByPlaceholder('Exact key').fill('collect')
  await page.getByText('must match exactly').waitFor()
  await page.getByPlaceholder('Exact key').fill('collected')
  const rows = page.getByRole('region', { name: 'Events' }).getByRole('row').filter({ hasText: 'collected' })
  await expect.poll(() => rows.count()).toBe(3)
  await page.goto(`/executions/${lively.id}?tab=events&kind=control`)
  await page.getByRole('region', { name: 'Events' }).getByText('Request').first().waitFor()
})

test('a task is stopped and started from its row, and the row updates without a reload', async () => {
  const execution = await Execution.start(server.home, 'clickstream-features')
  const page = await server.visit({ path: `/executions/${execution.id}?tab=tasks` })
  await page.evaluate('window.isSamePage = true')
  await rowOf(page, 'ingest-clicks').getByText('Running').waitFor()
  await page.getByRole('button', { name: 'Actions for ingest-clicks' }).click()
  await page.getByRole('menuitem', { name: 'Stop' }).click()
  await confirmed(page, 'Stop task')
  await rowOf(page, 'ingest-clicks').getByText('Stopped').waitFor()
  expect((await execution.latest('ingest-clicks'))?.status).toBe('STOPPED')
  await page.getByRole('button', { name: 'Actions for ingest-clicks' }).click()
  await page.getByRole('menuitem', { name: 'Start', exact: true }).click()
  await execution.reached('ingest-clicks', 'RUNNING', 2)
  await rowOf(page, 'ingest-clicks').getByText('Running').waitFor()
  expect(await page.evaluate('window.isSamePage === true')).toBe(true)
})

test('the restarts of a task are counted, and said what asked for them', async () => {
  const execution = await Execution.start(server.home, 'clickstream-features')
  await execution.reached('ingest-clicks', 'RUNNING')
  await server.home.client.taskExecutions.restart(execution.id, 'ingest-clicks')
  await execution.reached('ingest-clicks', 'RUNNING', 2)
  const page = await server.visit({ path: `/executions/${execution.id}/ingest-clicks/2` })
  await page.getByText('1 (1 by hand)').waitFor()
  await page.goto('/')
  const row = page.getByRole('region', { name: 'Active tasks' }).getByRole('row').filter({ hasText: '#2' })
  expect(
    await row
      .filter({ hasText: String(execution.id) })
      .getByTitle('1 by hand')
      .textContent(),
  ).toBe('1')
  expect(await server.home.must('task-execution', 'show', `${execution.id}/ingest-clicks`)).toMatch(
    /Restarts +1 \(1 by hand\)/,
  )
  await server.home.client.workflowExecutions.stop(execution.id)
})

test('an execution is paused, resumed, stopped and deleted', async () => {
  const execution = await Execution.start(server.home, 'clickstream-features')
  const get = () => server.home.client.workflowExecutions.get(execution.id)
  const page = await server.visit({ path: `/executions/${execution.id}` })
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('It is paused').waitFor()
  expect((await get()).paused).toBe(true)
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByText('It is paused').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Stop' }).click()
  await confirmed(page, 'Stop execution')
  await execution.ended('STOPPED')
  await page.getByRole('button', { name: 'Delete' }).click()
  await confirmed(page, 'Delete execution')
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  await expect(get()).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
})

test('an execution says what it waits for in vain, and no longer once it goes on', async () => {
  const execution = await Execution.start(server.home, 'waits-in-vain')
  await execution.reached('load', 'FAILED')
  const page = await server.visit({ path: `/executions/${execution.id}` })
  await page
    .getByText('2 tasks cannot start any more: "report", because "load" is FAILED; "publish", because')
    .waitFor()
  const waiting = page.getByText('Nothing runs: "merge" waits for event "orders.loaded"')
  await waiting.waitFor()
  await waiting.getByRole('link', { name: '"merge"' }).click()
  await page.getByRole('listitem').filter({ hasText: 'event "orders.loaded"' }).waitFor()
  await page.goBack()
  await waiting.waitFor()
  await server.home.client.taskExecutions.start(execution.id, 'report')
  await execution.reached('publish', 'SUCCESS')
  await page.getByText('cannot start any more').waitFor({ state: 'detached' })
  await server.home.client.events.send({ key: 'orders.loaded' })
  await execution.ended('FAILED')
  await waiting.waitFor({ state: 'detached' })
  expect((await server.home.client.workflowExecutions.get(execution.id)).blocked).toBeNull()
})

test('a failed execution says which tasks failed and why, and runs them again', async () => {
  const execution = await Execution.start(server.home, 'nightly-training')
  await execution.ended('FAILED')
  const page = await server.visit({ path: `/executions/${execution.id}?tab=tasks` })
  const why = page.getByText('"train" failed: The command ended with exit code 3: cannot read /data/train.csv')
  await why.getByRole('link', { name: '"train"' }).waitFor()
  await page.getByRole('button', { name: 'Re-run from failed' }).click()
  await page.getByText('Started again: "train"').waitFor()
  await execution.reached('train', 'FAILED', 2)
  expect((await execution.latest('extract'))?.sequenceNumber).toBe(1)
})

test('viewers are offered no actions', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'onlooker', role: 'viewer' })
  const page = await server.visitAsStranger({ path: `/executions/${lively.id}?tab=tasks` })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await rowOf(page, 'ingest-clicks').waitFor()
  for (const name of ['Stop', 'Pause', 'Actions for ingest-clicks']) {
    expect(await page.getByRole('button', { name }).count()).toBe(0)
  }
})

test('a missing thing says so', async () => {
  const page = await server.visit({ path: '/executions/424242' })
  await page.getByText('There is no such execution').waitFor()
  await page.goto('/executions/nonsense')
  await page.getByText('There is nothing at this address').waitFor()
  expect(await page.getByRole('tab').count()).toBe(0)
})

test('on a small screen nothing is wider than the screen', async () => {
  for (const tab of ['timeline', 'graph', 'tasks', 'events', 'state', 'details']) {
    const page = await server.visit({ path: `/executions/${lively.id}?tab=${tab}`, size: SMALL })
    await page.getByRole('tab', { selected: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    await page.close()
  }
})
