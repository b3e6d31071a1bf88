import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const MEBIBYTE = 1024 * 1024
const VALUES = {
  'nested-deeply': '['.repeat(MEBIBYTE / 2) + ']'.repeat(MEBIBYTE / 2),
  'of-control-characters': '\u0001'.repeat(MEBIBYTE),
  'of-lines': '\n'.repeat(MEBIBYTE),
  'of-one-line': 'x'.repeat(MEBIBYTE),
  'of-short-items': `[${'1,'.repeat(MEBIBYTE / 2 - 2)}1]`,
}
const TASKS = 10_000
const WIDE = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const wide = new Workflow({ name: 'wide' }, () => {
  const first = new BashOperator({ name: 'first', command: 'false' })
  for (let n = 1; n < ${TASKS}; n += 1) new BashOperator({ name: 'task-' + n, command: 'true' }).startAfter(first)
})
`

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
})

afterEach(() => server.leave())

afterAll(() => server?.close())

/** Whether the page still does what it is told. */
async function answers(page: Page): Promise<void> {
  expect(await page.evaluate('document.querySelectorAll("#content h1").length')).toBe(1)
  expect(server.takeComplaints()).toEqual([])
}

test.each(Object.entries(VALUES))('an event with a value of a mebibyte %s is shown', async (key, value) => {
  const { offset } = await server.home.client.events.send({ key, value })
  const page = await server.visit({ path: `/events/${offset}` })
  const shown = page.getByRole('region', { name: 'value', exact: true })
  await shown.getByText('The first 200,000 of').waitFor()
  expect((await shown.locator('pre').textContent())?.length).toBe(200_000)
  await answers(page)
})

test('a list whose pages end early is read to its end', async () => {
  const { client } = server.home
  for (let n = 0; n < 24; n += 1) await client.events.send({ key: `heavy-${n}`, value: 'x'.repeat(MEBIBYTE - 1) })
  expect((await client.events.list({ limit: 100, newestFirst: true })).items.length).toBeLessThan(24)
  const page = await server.visit({ path: '/events' })
  await page.getByText('heavy-23').waitFor()
  await page.getByText('heavy-0', { exact: true }).waitFor()
  await answers(page)
})

test('an execution with very many tasks is shown on every tab', async () => {
  const file = join(server.home.folder, 'wide.ts')
  writeFileSync(file, WIDE)
  await server.home.upload(file)
  const { workflowExecutionId: id } = await server.home.client.workflows.startExecution('default', 'wide')
  const page = await server.visit({ path: `/executions/${id}?tab=tasks` })
  await page.getByRole('region', { name: 'Tasks' }).getByText('first').waitFor()
  expect(await page.getByRole('region', { name: 'Tasks' }).getByRole('row').count()).toBeLessThan(200)
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await page.getByRole('tab', { name: 'Timeline', selected: true }).waitFor()
  await page.getByRole('tab', { name: 'Graph' }).click()
  await page.getByText('too large to draw').waitFor()
  await page.goto(`/executions/${id}/why?task=task-7&part=not`)
  await page.getByLabel('Task', { exact: true }).first().click()
  expect(await page.getByRole('option').count()).toBeLessThan(200)
  await page.goto('/workflows/default/wide')
  await page.getByText('too large to draw').waitFor()
  const choice = page.getByRole('combobox', { name: 'Task, event, trigger or schedule' })
  await choice.fill('task-77')
  await page.getByRole('option', { name: 'task-77', exact: true }).click()
  await page
    .getByRole('group', { name: /task-77/ })
    .or(page.getByText('task-77', { exact: true }))
    .first()
    .waitFor()
  expect(new URL(page.url()).searchParams.get('box')).toBe('task:task-77')
  await page.setViewportSize(SMALL)
  const [picture, card] = await Promise.all(
    [/^Graph of "wide"/, 'Task task-77'].map((name) => page.getByRole('region', { name }).boundingBox()),
  )
  expect(card?.y).toBeGreaterThanOrEqual((picture?.y ?? 0) + (picture?.height ?? 0))
  await answers(page)
})
