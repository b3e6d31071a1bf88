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
