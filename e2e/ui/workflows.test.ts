import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { fillShop } from './screenshots/shop-world.ts'
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

function rowOf(page: Page, name: string) {
  const cell = page.getByRole('link', { name, exact: true })
  return page.getByRole('region', { name: 'Workflows' }).getByRole('row').filter({ has: cell })
}

test('the list shows live how each workflow went lately', async () => {
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

test('workflows are filtered by name and state, and the filters are in the address', async () => {
  const page = await server.visit({ path: '/workflows' })
  await page.keyboard.press('/')
  await page.keyboard.type('report')
  await expect.poll(() => new URL(page.url()).search).toBe('?name=report')
  await rowOf(page, 'shop').waitFor({ state: 'detached' })
  await rowOf(page, 'hourly-report').waitFor()
  const filtered = await server.visit({ path: '/workflows?state=disabled' })
  await filtered.getByText('No matching workflows').waitFor()
})

test('labels and the owner lead to the workflows that share them, and are taken back one by one', async () => {
  const page = await server.visit({ path: '/workflows' })
  await rowOf(page, 'nightly-training').getByRole('link', { name: 'team=ranking' }).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('labels')).toBe('team=ranking')
  await rowOf(page, 'clickstream-features').waitFor({ state: 'detached' })
  await rowOf(page, 'hourly-report').waitFor()
  await rowOf(page, 'nightly-training').getByRole('link', { name: 'tier=gold' }).click()
  await rowOf(page, 'hourly-report').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'nightly-training', exact: true }).click()
  const about = page.getByRole('region', { name: 'About the workflow' })
  await about.getByText('Trains the ranking model').waitFor()
  await about.getByText('Metadata', { exact: true }).click()
  await about.getByText('https://example.com/training').waitFor()
  await about.getByRole('link', { name: 'ada' }).click()
  await page.getByRole('button', { name: 'Remove the filter Owner: ada' }).click()
  await rowOf(page, 'clickstream-features').waitFor()
  const both = await server.visit({ path: '/workflows?labels=team%3Dranking%2Ctier%3Dgold' })
  await rowOf(both, 'nightly-training').waitFor()
  await both.getByRole('button', { name: 'Remove the filter tier=gold' }).click()
  await rowOf(both, 'hourly-report').waitFor()
  expect(new URL(both.url()).searchParams.get('labels')).toBe('team=ranking')
  expect(server.takeComplaints()).toEqual([])
})

test('executions are found by the labels of their workflow', async () => {
  for (const name of ['hourly-report', 'nightly-training']) {
    await server.home.client.workflows.startExecution('default', name)
  }
  const page = await server.visit({ path: '/executions' })
  const workflow = (name: string) => page.getByRole('cell', { name, exact: true })
  await workflow('hourly-report').first().waitFor()
  await page.getByLabel('Labels of the workflow').fill('tier=gold')
  await workflow('hourly-report').first().waitFor({ state: 'detached' })
  await workflow('nightly-training').first().waitFor()
  expect(new URL(page.url()).searchParams.get('labels')).toBe('tier=gold')
  expect(server.takeComplaints()).toEqual([])
})

test('the card of a task shows what is said about it', async () => {
  const page = await server.visit({ path: '/workflows/default/nightly-training' })
  await page
    .getByRole('button', { name: /extract/ })
    .first()
    .click()
  for (const text of ['bob', 'tier=batch', '"rows"']) await page.getByText(text).first().waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('a workflow is disabled, cannot be started meanwhile, and is enabled again', async () => {
  const page = await server.visit({ path: '/workflows' })
  const row = rowOf(page, 'hourly-report')
  const choose = async (item: string) => {
    await row.getByRole('button', { name: 'Actions for hourly-report' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await choose('Disable')
  await row.getByText('Disabled').waitFor()
  expect((await server.home.client.workflows.get('default', 'hourly-report')).enabled).toBe(false)
  expect(await row.getByRole('button', { name: 'Start hourly-report' }).getAttribute('aria-disabled')).toBe('true')
  await choose('Enable')
  await row.getByText('Enabled').waitFor()
})

test('a workflow is deleted after a confirmation', async () => {
  const name = 'hourly-report'
  await server.home.upload(WORKFLOWS)
  const page = await server.visit({ path: `/workflows/default/${name}` })
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete workflow' }).click()
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor()
  await rowOf(page, 'shop').waitFor()
  expect(await rowOf(page, name).count()).toBe(0)
  const gone = await server.visit({ path: `/workflows/default/${name}` })
  await gone.getByText(`There is no workflow default/${name}`).waitFor()
  server.takeComplaints()
})

test('viewers are offered no actions', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'viewer', role: 'viewer' })
  const page = await server.visitAsStranger({ path: '/workflows/default/shop?tab=starts' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('large-order').first().waitFor()
  for (const name of ['Start', 'Add trigger', 'Add schedule', 'Pause large-order', 'Actions for shop']) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
  }
})
