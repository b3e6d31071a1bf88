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
export const days = new Workflow({ name: 'days' }, (workflow) => {
  workflow.schedule('daily', 'cron@0 0 * * *')
  new BashOperator({ name: 'load', command: 'sleep 600' })
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
  const shown = await server.visit({ path: `/executions/${execution?.id}` })
  await shown.getByText('backfill 1').first().waitFor()
  await shown.getByText('Interval').waitFor()

  const listed = await server.visit({ path: '/workflows/default/days?tab=starts' })
  await server.home.client.workflows.startExecution('default', 'days')
  await listed.getByRole('link', { name: '0 of 10, 2 running' }).click()
  await listed.waitForURL(/executions\?.*backfill=1/)
  await listed.getByText('backfill 1').nth(1).waitFor()
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
