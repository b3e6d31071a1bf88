import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { WatchedServer } from './support/watched-server.ts'

const OPERATED = fileURLToPath(new URL('fixtures/operated.ts', import.meta.url))

let server: WatchedServer
let execution: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(OPERATED)
  execution = await Execution.start(server.home, 'operated')
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a task that waits for a retry is retried at once', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}?tab=tasks` })
  const row = page.getByRole('region', { name: 'Tasks', exact: true }).getByRole('row').filter({ hasText: 'patient' })
  await row.getByText('Retrying').waitFor()
  await page.getByRole('button', { name: 'Actions for patient' }).click()
  await page.getByRole('menuitem', { name: 'Retry now' }).click()
  await page.getByText('The next attempt of "patient" begins').waitFor()
  await row.getByText('Success').waitFor()
  expect(await execution.latest('patient')).toMatchObject({ sequenceNumber: 1, attemptNumber: 2 })
  expect(server.takeComplaints()).toEqual([])
})

test('a task is restarted: it is stopped, and then begins anew', async () => {
  await execution.reached('endless', 'RUNNING', 1)
  const page = await server.visit({ path: `/executions/${execution.id}/endless/1` })
  await page.getByRole('button', { name: 'Restart', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restart task' }).click()
  await page.getByText('"endless" is restarted').waitFor()
  await page.getByRole('link', { name: 'The latest is #2' }).click()
  await page.getByRole('heading', { name: 'endless #2' }).waitFor()
  await page.getByText('Running', { exact: true }).first().waitFor()
  const all = await execution.taskExecutions('endless')
  expect(all.map(({ status }) => status)).toEqual(['STOPPED', 'RUNNING'])
  expect(server.takeComplaints()).toEqual([])
})

test('a schedule is paused, resumed and deleted', async () => {
  const page = await server.visit({ path: '/workflows/default/operated?tab=starts' })
  const row = page.getByRole('region', { name: 'Schedules' }).last().getByRole('row').filter({ hasText: 'new-year' })
  await row.getByRole('button', { name: 'Pause new-year' }).click()
  await row.getByText('Paused').waitFor()
  expect(await server.home.client.schedules.get('default', 'operated', 'new-year')).toMatchObject({ paused: true })
  await row.getByRole('button', { name: 'Resume new-year' }).click()
  await row.getByText('Active').waitFor()
  await row.getByRole('button', { name: 'Delete new-year' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete schedule' }).click()
  await page.getByText('No schedules').waitFor()
  expect(server.takeComplaints()).toEqual([])
})

test('all executions of a workflow are stopped together', async () => {
  const another = await Execution.start(server.home, 'operated')
  const page = await server.visit({ path: '/workflows' })
  await page.getByRole('button', { name: 'Actions for operated' }).click()
  await page.getByRole('menuitem', { name: 'Stop all executions' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop executions' }).click()
  await page.getByText('2 executions were asked to stop').waitFor()
  for (const one of [execution, another]) await one.ended('STOPPED')
  expect(server.takeComplaints()).toEqual([])
})
