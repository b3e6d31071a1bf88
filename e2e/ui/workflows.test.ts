import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { fillShop } from './screenshots/shop-world.ts'
import { graveFindings } from './support/accessibility.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
  await fillShop(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function rowOf(page: Page, name: string) {
  const cell = page.getByRole('link', { name, exact: true })
  return page.getByRole('region', { name: 'Workflows' }).getByRole('row').filter({ has: cell })
}

function graphOf(page: Page, name: string) {
  return page.getByRole('region', { name: `Graph of "${name}"` })
}

test('the list tells how each workflow went lately, as it happens', async () => {
  const page = await server.visit({ path: '/workflows' })
  const row = rowOf(page, 'nightly-training')
  await row.getByText('never started').waitFor()
  const execution = await Execution.start(server.home, 'nightly-training')
  await execution.ended('FAILED')
  await row.getByText('Failed').waitFor()
  await row.getByRole('link', { name: `Execution ${execution.id}, Failed` }).click()
  await page.getByRole('heading', { name: `nightly-training ${execution.id}` }).waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('workflows are found by name and state, and the address says so', async () => {
  const page = await server.visit({ path: '/workflows' })
  await page.keyboard.press('/')
  await page.keyboard.type('report')
  await expect.poll(() => new URL(page.url()).search).toBe('?name=report')
  await rowOf(page, 'shop').waitFor({ state: 'detached' })
  await rowOf(page, 'hourly-report').waitFor()
  const filtered = await server.visit({ path: '/workflows?state=disabled' })
  await filtered.getByText('No workflow is like that').waitFor()
})

test('a workflow is disabled, cannot be started meanwhile, and is enabled again', async () => {
  const page = await server.visit({ path: '/workflows' })
  const row = rowOf(page, 'hourly-report')
  const choose = async (item: string) => {
    await row.getByRole('button', { name: 'More for hourly-report' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await choose('Disable')
  await row.getByText('Disabled').waitFor()
  expect((await server.home.client.workflows.get('default', 'hourly-report')).enabled).toBe(false)
  expect(await row.getByRole('button', { name: 'Start hourly-report' }).getAttribute('aria-disabled')).toBe('true')
  await choose('Enable')
  await row.getByText('Enabled').waitFor()
})

test('a workflow without parameters is started by two clicks', async () => {
  const page = await server.visit({ path: '/workflows/default/hourly-report' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByText('It takes no parameters.').waitFor()
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: /^hourly-report \d+$/ }).waitFor()
  const { items } = await server.home.client.workflowExecutions.list({ workflow: 'hourly-report' })
  expect(items.map(({ type }) => type)).toEqual(['MANUAL'])
})

test('a form asks for parameters as their schema describes them, and tells what is wrong', async () => {
  const page = await server.visit({ path: '/workflows/default/shop' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Start "shop"' })
  const field = (label: string) => dialog.getByLabel(new RegExp(`^${label}( \\*)?$`))
  await dialog.getByRole('button', { name: 'Start execution' }).click()
  await dialog.getByText('is needed').waitFor()
  await field('owner').fill('ada')
  await dialog.getByText('is needed').waitFor({ state: 'detached' })
  await field('Batch size').fill('20')
  await dialog.getByRole('switch', { name: 'Dry run' }).click()
  await dialog.getByRole('button', { name: 'Add to shops' }).click()
  await field('shops 2').fill('paris')
  await field('note').fill('late')
  await field('labels').fill('{"a": ')
  await dialog.getByText('is no JSON').waitFor()
  await field('labels').fill('{"team": "b"}')
  await dialog.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: /^shop \d+$/ }).waitFor()
  const [execution] = (await server.home.client.workflowExecutions.list({ workflow: 'shop' })).items
  expect(execution?.parameters).toEqual({
    region: 'europe',
    batchSize: 20,
    discount: 0.5,
    owner: 'ada',
    dryRun: true,
    shops: ['berlin', 'paris'],
    limits: { orders: 10, note: 'late' },
    labels: { team: 'b' },
  })
})

test('parameters are written as JSON where one likes that better', async () => {
  const page = await server.visit({ path: '/workflows/default/shop' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('button', { name: 'Write JSON' }).click()
  const text = page.getByLabel('Parameters', { exact: true })
  await text.fill('{"owner": "ada", "batchSize": 5000}')
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByText('batchSize Too big').waitFor()
  await text.fill('{"owner": "grace", "batchSize": 50}')
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: /^shop \d+$/ }).waitFor()
  const [execution] = (await server.home.client.workflowExecutions.list({ workflow: 'shop' })).items
  expect(execution?.parameters).toMatchObject({ owner: 'grace', batchSize: 50 })
})

test('the graph tells rules by line, sign and words, and shows what is chosen more closely', async () => {
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
  await card.getByText('60 s an attempt').waitFor()
  await card.getByText('when event "order_received"').waitFor()
  expect(new URL(page.url()).searchParams.get('box')).toBe('task:price')
  await page.reload()
  await card.waitFor()
  await card.getByRole('button', { name: 'Close' }).click()
  await card.waitFor({ state: 'detached' })
  expect(server.takeComplaints()).toEqual([])
})

test('300 tasks are placed in a thread of their own', async () => {
  const page = await server.visit({ path: '/workflows/default/large' })
  await graphOf(page, 'large')
    .getByRole('button', { name: /^task step-0-0 / })
    .waitFor()
  await page.locator('[data-placed]').waitFor()
  expect(page.workers()).toHaveLength(1)
})

test('the rules are a list too', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=rules&task=inspect' })
  const rules = page.getByRole('region', { name: 'Rules' })
  await rules.getByText('any of event "shop_closed", event "inspection_ended"').waitFor()
  expect(await rules.getByRole('row').count()).toBe(3)
})

test('a trigger is added with all its options, paused, resumed and deleted', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=starts' })
  await page.getByRole('button', { name: 'Add trigger' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a trigger' })
  await dialog.getByLabel('Name').fill('both')
  await dialog.getByText('All of some').click()
  await dialog.getByLabel('Key 1').fill('a')
  await dialog.getByRole('button', { name: 'Add an event' }).click()
  await dialog.getByLabel('Key 2').fill('b')
  await choose(page, 'Value 2', 'equal to')
  await dialog.getByLabel('Compared with 2').fill('1')
  await choose(page, 'While executions live', /^skip/)
  await choose(page, 'Many events', /^latest/)
  await dialog.getByLabel('Parameters of the executions').fill('{}')
  await dialog.getByRole('button', { name: 'Add trigger' }).click()
  await dialog.getByText('owner').waitFor()
  await dialog.getByLabel('Parameters of the executions').fill('{"owner": "ada"}')
  await dialog.getByRole('button', { name: 'Add trigger' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await server.home.client.triggers.get('default', 'shop', 'both')).toMatchObject({
    condition: { type: 'allEvents', events: [{ key: 'a' }, { key: 'b', filter: { equals: '1' } }] },
    overlap: 'skip',
    fanIn: { type: 'latest' },
    parameters: { owner: 'ada' },
  })
  expect(server.takeComplaints().every((one) => one.includes('400') || one.includes('422'))).toBe(true)
  const row = page.getByRole('region', { name: 'Triggers' }).last().getByRole('row').filter({ hasText: 'both' })
  await row.getByRole('button', { name: 'Pause both' }).click()
  await row.getByText('Paused').waitFor()
  await row.getByRole('button', { name: 'Resume both' }).click()
  await row.getByText('Active').waitFor()
  await row.getByRole('button', { name: 'Delete both' }).click()
  await page.getByRole('button', { name: 'Delete trigger' }).click()
  await row.waitFor({ state: 'detached' })
  await expect(server.home.client.triggers.get('default', 'shop', 'both')).rejects.toMatchObject({
    code: 'TRIGGER_NOT_FOUND',
  })
})

test('a trigger by expression starts an execution, and its last firing shows', async () => {
  const page = await server.visit({ path: '/workflows/default/hourly-report?tab=starts' })
  await page.getByRole('button', { name: 'Add trigger' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a trigger' })
  await dialog.getByLabel('Name').fill('large')
  await dialog.getByText('CEL', { exact: true }).click()
  await dialog.getByLabel('Expression').fill('event.json.n > 10')
  await dialog.getByLabel('Keys').fill('counted')
  await dialog.getByRole('button', { name: 'Add trigger' }).click()
  await dialog.waitFor({ state: 'detached' })
  const row = page.getByRole('region', { name: 'Triggers' }).last().getByRole('row').filter({ hasText: 'large' })
  await row.waitFor()
  await server.home.client.events.send({ key: 'counted', value: '{"n": 11}' })
  await row.locator('time').first().waitFor()
  expect((await server.home.client.triggers.get('default', 'hourly-report', 'large')).lastTime).not.toBeNull()
})

test('a schedule is added, shows in the calendar, and what is wrong with one is said', async () => {
  const page = await server.visit({ path: '/workflows/default/nightly-training?tab=starts' })
  await page.getByRole('button', { name: 'Add schedule' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a schedule' })
  await dialog.getByLabel('Name').fill('at-noon')
  await dialog.getByLabel('Cron expression').fill('0 99 * * *')
  await dialog.getByRole('button', { name: 'Add schedule' }).click()
  await dialog.getByRole('alert').waitFor()
  expect(server.takeComplaints()).toHaveLength(1)
  await dialog.getByLabel('Cron expression').fill('0 12 * * *')
  await choose(page, 'After an outage', /^skip/)
  await dialog.getByRole('button', { name: 'Add schedule' }).click()
  await dialog.waitFor({ state: 'detached' })
  const days = page.getByRole('list', { name: 'Next firings' })
  await expect.poll(() => days.getByText('at-noon').count()).toBeGreaterThanOrEqual(13)
  expect(await server.home.client.schedules.get('default', 'nightly-training', 'at-noon')).toMatchObject({
    expression: 'cron@0 12 * * *',
    catchUp: 'skip',
    timezone: 'UTC',
  })
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

test('a workflow is deleted after being asked about', async () => {
  const name = 'hourly-report'
  await server.home.upload(WORKFLOWS)
  const page = await server.visit({ path: `/workflows/default/${name}` })
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete workflow' }).click()
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor()
  await rowOf(page, 'shop').waitFor()
  expect(await rowOf(page, name).count()).toBe(0)
  const gone = await server.visit({ path: `/workflows/default/${name}` })
  await gone.getByText(`There is no workflow default/${name}`).waitFor()
  server.takeComplaints()
})

test('who may only look is offered nothing else', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'viewer', role: 'viewer' })
  const page = await server.visitAsStranger({ path: '/workflows/default/shop?tab=starts' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('large-order').first().waitFor()
  for (const name of ['Start', 'Add trigger', 'Add schedule', 'Pause large-order', 'More for shop']) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
  }
})

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test('the graph with its card keeps nobody out', async () => {
    const page = await server.visit({ path: '/workflows/default/shop?box=task:price', scheme })
    await page.getByRole('region', { name: 'Task price' }).waitFor()
    await graphOf(page, 'shop').getByText('EveryHundredth').waitFor()
    expect(await graveFindings(page)).toEqual([])
  })

  test('the forms keep nobody out', async () => {
    const page = await server.visit({ path: '/workflows/default/shop?tab=starts', scheme })
    for (const name of ['Start', 'Add trigger', 'Add schedule']) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor()
      if (name === 'Start') {
        await page.getByRole('button', { name: 'Start execution' }).click()
        await page.getByText('is needed').waitFor()
      }
      // What fades in has not got its colours yet.
      await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0)
      expect(await graveFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })
})

test.each(['graph', 'rules', 'executions', 'starts', 'snapshots', 'source'])(
  'on a small screen %s is not wider than the screen',
  async (tab) => {
    const page = await server.visit({ path: `/workflows/default/shop?tab=${tab}`, size: SMALL })
    await page.getByRole('tab', { selected: true }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  },
)

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('combobox', { name: label })
    .or(page.getByRole('textbox', { name: label }))
    .first()
    .click()
  await page.getByRole('option', { name: option }).click()
}
