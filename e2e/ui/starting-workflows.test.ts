import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fillShop } from './screenshots/shop-world.ts'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(WORKFLOWS)
  await fillShop(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a workflow without parameters is started by two clicks', async () => {
  const page = await server.visit({ path: '/workflows/default/hourly-report' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByText('It takes no parameters.').waitFor()
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: /^hourly-report \d+$/ }).waitFor()
  const { items } = await server.home.client.workflowExecutions.list({ workflow: 'hourly-report' })
  expect(items.map(({ type }) => type)).toEqual(['MANUAL'])
})

test('a form asks for parameters as their schema describes them, and says what is wrong', async () => {
  const page = await server.visit({ path: '/workflows/default/shop' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Start "shop"' })
  const field = (label: string) => dialog.getByLabel(new RegExp(`^${label}( \\*)?$`))
  await dialog.getByRole('button', { name: 'Start execution' }).click()
  await dialog.getByText('is required').waitFor()
  await field('owner').fill('ada')
  await dialog.getByText('is required').waitFor({ state: 'detached' })
  await field('Batch size').fill('20')
  await dialog.getByRole('switch', { name: 'Dry run' }).click()
  await dialog.getByRole('button', { name: 'Add to shops' }).click()
  await field('shops 2').fill('paris')
  await field('note').fill('late')
  await field('labels').fill('{"a": ')
  await dialog.getByText('is not valid JSON').waitFor()
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

test('parameters can be written as JSON instead, and an execution is started again with its own', async () => {
  const page = await server.visit({ path: '/workflows/default/shop' })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('button', { name: 'Write JSON' }).click()
  const text = page.getByLabel('Parameters', { exact: true })
  await text.fill('{"owner": "ada", "batchSize": 5000}')
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByText('batchSize must be at most').waitFor()
  await text.fill('{"owner": "grace", "batchSize": 50}')
  await page.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: /^shop \d+$/ }).waitFor()
  const [execution] = (await server.home.client.workflowExecutions.list({ workflow: 'shop' })).items
  expect(execution?.parameters).toMatchObject({ owner: 'grace', batchSize: 50 })
  await page.getByRole('button', { name: 'Start again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start "shop"' })
  await dialog.getByText(`These are the parameters of execution ${execution?.id}.`).waitFor()
  await dialog.getByLabel('Batch size').fill('60')
  await dialog.getByRole('button', { name: 'Start execution' }).click()
  await page.getByRole('heading', { name: `shop ${Number(execution?.id) + 1}` }).waitFor()
  const [again] = (await server.home.client.workflowExecutions.list({ workflow: 'shop' })).items
  expect(again?.parameters).toMatchObject({ ...execution?.parameters, batchSize: 60 })
})

test('a trigger is added with all its options, paused, resumed and deleted', async () => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=starts' })
  await page.getByRole('button', { name: 'Add trigger' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a trigger' })
  await dialog.getByLabel('Name').fill('both')
  await dialog.getByText('All of several').click()
  await dialog.getByLabel('Key 1').fill('a')
  await dialog.getByRole('button', { name: 'Add an event' }).click()
  await dialog.getByLabel('Key 2').fill('b')
  await choose(page, 'Value 2', 'equal to')
  await dialog.getByLabel('Compared with 2').fill('1')
  await choose(page, 'While executions are active', /^skip/)
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

test('a schedule is added and shown in the calendar, and mistakes are reported', async () => {
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

test.each(['light', 'dark'] as const)('the forms are accessible in %s', async (scheme) => {
  const page = await server.visit({ path: '/workflows/default/shop?tab=starts', scheme })
  for (const name of ['Start', 'Add trigger', 'Add schedule']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor()
    if (name === 'Start') {
      await page.getByRole('button', { name: 'Start execution' }).click()
      await page.getByText('is required').waitFor()
    }
    // What fades in has not got its colours yet.
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0)
    expect(await graveFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name, exact: true }).and(page.locator(':focus')).waitFor()
  }
})

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('combobox', { name: label })
    .or(page.getByRole('textbox', { name: label }))
    .first()
    .click()
  await page.getByRole('option', { name: option }).click()
}
