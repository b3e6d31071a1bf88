import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ExplainedWorld, fillExplained } from './screenshots/explained-world.ts'
import { WatchedServer } from './support/watched-server.ts'

const PATIENCE = { timeout: 15_000 }

let server: WatchedServer
let world: ExplainedWorld

beforeAll(async () => {
  server = await WatchedServer.start()
  world = await fillExplained(server.home)
})

afterEach(() => server.leave())

afterAll(() => server?.close())

function ruleOf(page: Page, task: string) {
  const name = page.getByRole('link', { name: task, exact: true })
  return page.getByRole('region', { name: 'Rules' }).getByRole('row').filter({ has: name })
}

async function circuitOf(task: string): Promise<string | null> {
  const rules = await server.home.client.workflowExecutions.rules(world.execution)
  return rules.find((rule) => rule.task === task)?.circuit?.status ?? null
}

test('why a task ran is shown back to its first cause, with the values that rules saw', async () => {
  const page = await server.visit({ path: `/executions/${world.execution}/why?task=invoice&sequence=1` })
  const chain = page.getByRole('list', { name: 'Why invoice ran' })
  const links = chain.locator(':scope > li')
  await links.first().getByRole('link', { name: 'invoice #1' }).waitFor()
  await links.last().getByRole('link', { name: 'orders_file', exact: true }).waitFor()
  await chain.getByText('{"file":"monday.csv","orders":412}').first().waitFor()
  await chain.getByText('task "price" is SUCCESS').waitFor()
  await links.last().getByRole('link', { name: 'orders_file', exact: true }).click()
  await page.getByRole('heading', { name: 'orders_file', level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/events/${world.cause}`)
})

test('why a task does not run is shown rule by rule, and updates as events arrive', async () => {
  const page = await server.visit({ path: `/executions/${world.execution}/why?task=close-the-day&part=not` })
  const waits = page.getByRole('list', { name: 'What on-orders_file-and-day_ended waits for' })
  await waits.getByRole('listitem').filter({ hasText: 'event "orders_file"' }).getByLabel('is there').waitFor()
  await waits.getByRole('listitem').filter({ hasText: 'event "day_ended"' }).getByLabel('is missing').waitFor()
  await page.getByText('has seen "orders_file"').waitFor()
  await server.home.client.events.send({ key: 'day_ended', value: 'monday' })
  await page.getByRole('region', { name: 'Last verdicts' }).getByText('fired').waitFor()
  await page.getByRole('tab', { name: 'Why it ran' }).click()
  await page.getByRole('list', { name: 'Why close-the-day ran' }).getByText('day_ended').first().waitFor()
  expect(new URL(page.url()).searchParams.get('task')).toBe('close-the-day')
})

test('a rule is disabled and enabled again, and a failed one says how often it failed', async () => {
  const page = await server.visit({ path: `/executions/${world.execution}/why?part=rules` })
  await ruleOf(page, 'inspect-suspicious-orders').getByText('failed').waitFor()
  await page.getByRole('button', { name: 'Disable on-orders_collected of price' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await ruleOf(page, 'price').getByText('disabled', { exact: true }).waitFor()
  expect(await circuitOf('price')).toBe('disabled')
  await page.getByRole('button', { name: 'Enable on-orders_collected of price' }).click()
  await ruleOf(page, 'price').getByText('judged').waitFor()
  expect(await circuitOf('price')).toBeNull()
})

test('why a trigger starts nothing', async () => {
  const page = await server.visit({ path: '/workflows/default/mail?tab=starts' })
  const row = page.getByRole('region', { name: 'Triggers' }).last().getByRole('row').filter({ hasText: 'mail_asked' })
  await row.getByText('mail_asked').click()
  await page.getByLabel('is missing').waitFor()
  expect(new URL(page.url()).pathname).toBe('/workflows/default/mail/triggers/asked/why')
  await server.home.must('workflow-trigger', 'pause', 'mail', 'asked')
  await page.getByText('The trigger "asked" is paused.').waitFor()
  expect(await page.title()).toBe('Why asked starts nothing · AIFlow')
  expect(server.takeComplaints()).toEqual([])
})

test('dead letters are shown, retried and dropped, one by one and together', async () => {
  const page = await server.visit({ path: '/dead-letters' })
  const list = page.getByRole('region', { name: 'Dead letters' })
  await list.getByText('is not valid JSON').first().waitFor()
  await page.getByRole('button', { name: 'Retry all' }).click()
  await page.getByText('2 dead letters are being retried').waitFor()
  await expect.poll(triesOf, PATIENCE).toEqual([2, 2])
  await page.getByLabel(`Choose dead letter ${world.letter}`).check()
  await page.getByRole('button', { name: 'Drop 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click()
  await page.getByText('1 dead letter was dropped').waitFor()
  await list.getByRole('row').nth(1).click()
  await page.getByText('"taskStatuses"').waitFor()
  await page.getByRole('button', { name: 'Retry' }).click()
  await page.getByText('it failed again').waitFor()
  await page.getByRole('button', { name: 'Drop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click()
  await page.getByText('Every event was processed').waitFor()
  expect(await triesOf()).toEqual([])
})

async function triesOf(): Promise<number[]> {
  return (await server.home.client.deadLetters.list()).items.map(({ tries }) => tries)
}

test('a missing dead letter says so', async () => {
  const page = await server.visit({ path: '/dead-letters/4711' })
  await page.getByText('There is no dead letter 4711').waitFor()
  await page.goto('/dead-letters?workflow=nothing')
  await page.getByText('No matching dead letters').waitFor()
  expect(new URL(page.url()).search).toBe('?workflow=nothing')
  server.takeComplaints()
})
