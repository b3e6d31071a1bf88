import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { fillExplained } from './screenshots/explained-world.ts'
import { WatchedServer } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))

const PATIENCE = { timeout: 15_000 }

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await fillExplained(server.home)
  await server.home.upload(WORKFLOWS)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a namespace is added, given properties, and deleted; one that is not empty says what is in it', async () => {
  const page = await server.visit({ path: '/admin' })
  await page.getByRole('button', { name: 'Add namespace' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('factory')
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
  await page.getByRole('region', { name: 'Properties of factory' }).waitFor()
  expect(new URL(page.url()).searchParams.get('name')).toBe('factory')
  await page.getByRole('button', { name: 'Add property' }).click()
  await page.getByLabel('Name of the property').fill('owner')
  await page.getByLabel('Value of owner').fill('ada')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('were saved').waitFor()
  expect((await server.home.client.namespaces.get('factory')).properties).toEqual({ owner: 'ada' })
  await page.getByRole('button', { name: 'Delete namespace' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('"factory" was deleted').waitFor()
  await page.goto('/admin/namespaces?name=default')
  await page.getByRole('button', { name: 'Delete namespace' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  server.takeComplaints()
})

test('a worker shows what runs on it, as it happens', async () => {
  const page = await server.visit({ path: '/admin/workers' })
  await page.getByRole('region', { name: 'Workers' }).getByText('connected').waitFor()
  expect(await page.getByText('is older than the server').count()).toBe(0)
  await page.getByRole('region', { name: 'Workers' }).getByRole('row').nth(1).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('worker'), PATIENCE).toMatch(/^worker-/)
  const execution = await Execution.start(server.home, 'clickstream-features')
  await page.getByRole('region', { name: 'Active tasks' }).getByText('ingest-clicks').waitFor()
  await server.home.must('workflow-execution', 'stop', String(execution.id))
})

test('the secret of a token is shown once, and a revoked token is refused', async () => {
  const page = await server.visit({ path: '/admin/tokens' })
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('grace')
  await dialog.getByRole('button', { name: 'Create' }).click()
  const secret = (await dialog.getByRole('region', { name: 'secret' }).locator('pre').textContent()) ?? ''
  expect(secret).toMatch(/^aiflow_/)
  const ask = () => fetch(`${server.home.url}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } })
  expect((await ask()).status).toBe(200)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('region', { name: 'Tokens' }).getByText('grace').waitFor()
  expect(await page.content()).not.toContain(secret)
  await page.getByRole('button', { name: 'Revoke grace' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('"grace" was revoked').waitFor()
  expect((await ask()).status).toBe(401)
})

test('the audit is filtered, and leads to the request', async () => {
  const page = await server.visit({ path: '/admin/audit' })
  await page.getByLabel('Action').first().fill('setPool')
  const list = page.getByRole('region', { name: 'Audit' })
  await expect.poll(() => list.getByRole('row').count(), PATIENCE).toBe(2)
  expect(new URL(page.url()).search).toBe('?action=setPool')
  await list.getByRole('row').nth(1).click()
  await page.getByRole('heading', { name: 'aiflow/control/setPool', level: 1 }).waitFor()
})

test('pools are added, changed and deleted', async () => {
  const page = await server.visit({ path: '/admin/pools' })
  await page.getByRole('region', { name: 'Pools' }).getByText('gpu').click()
  await page.getByRole('dialog').getByLabel('Slots').fill('5')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('0 of 5').waitFor()
  expect(await server.home.client.pools.list('default')).toMatchObject([{ name: 'gpu', slots: 5 }])
  await page.getByRole('region', { name: 'Pools' }).getByText('gpu').click()
  await page.getByRole('button', { name: 'Delete pool' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No pools').waitFor()
})

test('secrets are added, given another value and deleted, and their values are not shown', async () => {
  const page = await server.visit({ path: '/admin/secrets' })
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('db')
  await page.getByRole('dialog').getByLabel('Value').first().fill('correct-horse')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('region', { name: 'Secrets' }).getByText('db').click()
  expect(await page.getByRole('dialog').getByLabel('New value').first().inputValue()).toBe('')
  await page.getByRole('button', { name: 'Delete secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No secrets').waitFor()
})

test('a connection is made from the fields of its type, tested, and deleted', async () => {
  const page = await server.visit({ path: '/admin/connections' })
  await page.getByRole('button', { name: 'Add connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('api')
  await dialog
    .getByRole('combobox', { name: 'Type' })
    .or(dialog.getByRole('textbox', { name: 'Type' }))
    .first()
    .click()
  await page.getByRole('option', { name: 'HTTP' }).click()
  await dialog.getByLabel('url').fill(`http://ada:lovelace@127.0.0.1`)
  await dialog.getByRole('button', { name: 'Save and test' }).click()
  await dialog.getByText('holds a user or a password').waitFor()
  await dialog.getByLabel('url').fill(server.home.url)
  await dialog.getByLabel('testPath').fill('healthz')
  await dialog.getByRole('button', { name: 'Save and test' }).click()
  await dialog.getByRole('status').getByText('It works').waitFor(PATIENCE)
  await dialog.getByLabel('url').fill('http://no-such-host.invalid')
  await dialog.getByRole('button', { name: 'Save and test' }).click()
  await dialog.getByRole('alert').getByText('is not found').waitFor(PATIENCE)
  await dialog.getByRole('button', { name: 'Test', exact: true }).waitFor()
  expect(await server.home.client.connections.list('default')).toMatchObject([
    { name: 'api', type: 'http', fields: { url: 'http://no-such-host.invalid', testPath: 'healthz' } },
  ])
  await dialog.getByRole('button', { name: 'Delete connection' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No connections').waitFor()
  server.takeComplaints()
})

test('the configuration says where each setting comes from, and About which server this is', async () => {
  const page = await server.visit({ path: '/admin/configuration' })
  const list = page.getByRole('region', { name: 'Configuration' })
  await list.getByRole('row').filter({ hasText: 'server.port' }).getByText('command line').waitFor()
  await list.getByRole('row').filter({ hasText: 'history.days' }).getByText('default').waitFor()
  await page.getByRole('link', { name: 'About' }).click()
  const { storeId } = await server.home.client.server.info()
  await page.getByText(storeId).waitFor()
  expect(await page.title()).toBe('About · AIFlow')
  expect(server.takeComplaints()).toEqual([])
})

test('without the role admin, there are no tokens, no audit and no configuration', async () => {
  const { secret } = await server.home.client.tokens.create({ name: 'olga', role: 'operator' })
  const page = await server.visitAsStranger({ path: '/admin/namespaces' })
  await page.getByLabel('Token').first().fill(secret)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Namespaces', level: 1 }).waitFor()
  const parts = page.getByRole('navigation', { name: 'Administration' }).getByRole('link')
  expect(await parts.allTextContents()).toEqual(['Namespaces', 'Workers', 'Pools', 'Secrets', 'Connections', 'About'])
  expect(await page.getByRole('button', { name: 'Add namespace' }).count()).toBe(0)
  await page.goto('/admin/tokens')
  await page.getByText('this needs "admin"').waitFor()
  server.takeComplaints()
})
