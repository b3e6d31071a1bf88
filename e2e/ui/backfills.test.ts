import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  writeFileSync(
    join(server.home.folder, 'days.ts'),
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const days = new Workflow({ name: 'days', parameters: { type: 'object', properties: { size: { type: 'integer' } } } }, (workflow) => {
  workflow.schedule('daily', 'cron@0 0 * * *')
  new BashOperator({ name: 'load', command: 'while [ ! -e "$GATE" ]; do sleep 0.1; done', env: { GATE: ${JSON.stringify(`${server.home.folder}/gate`)} } })
})`,
  )
  await server.home.upload('days.ts')
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a backfill is started, paused, resumed and stopped from the page', async () => {
  const page = await server.visit({ path: '/workflows/default/days?tab=starts' })
  await page.getByText('No backfills').waitFor()
  await page.getByRole('button', { name: 'Add backfill' }).click()
  const form = page.getByRole('dialog', { name: 'Add a backfill' })
  await form.getByText('Set both ends of the range.').waitFor()
  await form.getByLabel('From').fill('2026-01-01T00:00')
  await form.getByLabel('To', { exact: true }).fill('2026-01-11T00:00')
  await form.getByLabel('Executions at once').fill('2')
  await form.getByLabel('Parameters of the executions').fill('{ "size": 7 }')
  expect(await graveFindings(page)).toEqual([])
  await form.getByRole('button', { name: 'Add backfill' }).click()
  const table = page.getByRole('region', { name: 'Backfills' }).last()
  await table.getByText('0 of 10, 2 running').waitFor()
  await table.getByText('2026-01-01 – 2026-01-11').waitFor()
  await table.getByRole('button', { name: 'Pause backfill 1' }).click()
  await table.getByRole('img', { name: 'paused' }).waitFor()
  await table.getByRole('button', { name: 'Resume backfill 1' }).click()
  await table.getByRole('button', { name: 'Pause backfill 1' }).waitFor()
  expect(await graveFindings(page)).toEqual([])

  const [execution] = (await server.home.client.workflowExecutions.list({ backfill: 1 })).items
  expect(execution?.parameters).toEqual({ size: 7 })
  const shown = await server.visit({ path: `/executions/${execution?.id}` })
  await shown.getByText('backfill 1').first().waitFor()
  await shown.getByText('Due time').waitFor()
  await shown.getByText('Data interval').waitFor()

  const listed = await server.visit({ path: '/workflows/default/days?tab=starts' })
  await server.home.client.workflows.startExecution('default', 'days')
  await listed.getByRole('link', { name: '0 of 10, 2 running' }).click()
  await listed.waitForURL(/executions\?.*backfill=1/)
  await listed.getByText('backfill 1').nth(1).waitFor()
  for (const day of ['01', '02']) await listed.getByText(new RegExp(`^2026-01-${day} 00:00(Z|[+-])`)).waitFor()
  expect(await listed.getByText('by hand', { exact: true }).count()).toBe(0)
  await listed.getByLabel('Backfill').fill('')
  await listed.getByText('by hand', { exact: true }).waitFor()
  await listed.getByLabel('Backfill').fill('7')
  await listed.getByText('No matching executions').waitFor()

  const again = await server.visit({ path: '/workflows/default/days?tab=starts' })
  await again.getByRole('button', { name: 'Stop backfill 1' }).click()
  await again.getByRole('button', { name: 'Stop backfill', exact: true }).click()
  await again.getByText('2 of 10, 2 stopped').waitFor()
})

test('the newest times are started first, and what runs may finish when a backfill is stopped', async () => {
  const page = await server.visit({ path: '/workflows/default/days?tab=starts' })
  await page.getByRole('button', { name: 'Add backfill' }).click()
  const form = page.getByRole('dialog', { name: 'Add a backfill' })
  await form.getByLabel('From').fill('2026-02-01T00:00')
  await form.getByLabel('To', { exact: true }).fill('2026-02-04T00:00')
  await form.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'newest first' }).click()
  await form.getByRole('button', { name: 'Add backfill' }).click()
  await page.getByText('0 of 3, 1 running').waitFor()
  const [execution] = (await server.home.client.workflowExecutions.list({ backfill: 2 })).items
  expect(execution?.schedule?.dueTime).toBe(Date.parse('2026-02-03'))

  await page.getByRole('button', { name: 'Stop backfill 2' }).click()
  const question = page.getByRole('dialog', { name: 'Stop the backfill 2?' })
  await question.getByLabel('Let its running executions finish').check()
  expect(await graveFindings(page)).toEqual([])
  await question.getByRole('button', { name: 'Stop backfill' }).click()
  server.home.open('gate')
  await page.getByText('1 of 3').waitFor()
  expect((await server.home.client.backfills.get(2)).counts).toMatchObject({ succeeded: 1, stopped: 0 })
})
