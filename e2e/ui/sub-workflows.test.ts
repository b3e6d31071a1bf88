import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(fileURLToPath(new URL('../fixtures/sub-workflows.ts', import.meta.url)))
})

afterEach(() => server.leave())

afterAll(() => server?.close())

test('the page leads from a task to the execution that it started, and back', async () => {
  const { workflowExecutionId: id } = await server.home.client.workflows.startExecution('default', 'nightly')
  const page = await server.visit({ path: `/executions/${id}/sub/1` })
  await page.getByText('RUNNING').first().waitFor()
  expect(await page.getByRole('region', { name: 'Waiting for an answer' }).count()).toBe(0)
  expect(await graveFindings(page)).toEqual([])
  await page.getByRole('link', { name: String(id + 1), exact: true }).click()
  await page.waitForURL(`**/executions/${id + 1}*`)
  expect(await graveFindings(page)).toEqual([])
  await page.getByRole('link', { name: `task ${id}/sub` }).click()
  await page.waitForURL(`**/executions/${id}/sub/1*`)
  await server.home.client.workflowExecutions.stop(id)
  await page.getByText(`it waits for the end of the workflow execution ${id + 1}`).waitFor()
  server.home.open('released')
  await page.getByText('STOPPED').first().waitFor()
})
