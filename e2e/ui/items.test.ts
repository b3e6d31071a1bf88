import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(fileURLToPath(new URL('../fixtures/mapped.ts', import.meta.url)))
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('a task over a list is one box and one bar with a counter, and has a list of items with their logs', async () => {
  const { workflowExecutionId: id } = await server.home.client.workflows.startExecution('default', 'mapped')
  const page = await server.visit({ path: `/executions/${id}?tab=graph&task=each` })
  await page.getByText('30 of 60').first().waitFor()
  expect(await graveFindings(page)).toEqual([])
  await page.goto(`${server.home.url}/executions/${id}`)
  await page.getByText('30 of 60').first().waitFor()
  await page.goto(`${server.home.url}/executions/${id}/each/1`)
  await page.getByText('30 succeeded, 8 running, 22 not begun').waitFor()
  expect(await page.getByRole('region', { name: 'Waiting for an answer' }).count()).toBe(0)
  await page.getByText('"file 3.csv"').first().waitFor()
  expect(await graveFindings(page)).toEqual([])
  await page.goto(`${server.home.url}/executions/${id}/each/1?items=NOT_BEGUN`)
  await page.getByText('"file 38.csv"').first().waitFor()
  expect(await page.getByText('"file 3.csv"').count()).toBe(0)
  await page.goto(`${server.home.url}/executions/${id}/each/1?tab=log&item=3`)
  await page.getByText('begins with file 3.csv').waitFor()
  server.home.open('items')
  server.home.open('shared')
  await new Execution(server.home, id).ended('SUCCESS')
  await page.goto(`${server.home.url}/executions/${id}?tab=graph`)
  await page.getByText('60 of 60').first().waitFor()
})
