import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

let server: WatchedServer

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(fileURLToPath(new URL('fixtures/approval.ts', import.meta.url)))
})

afterEach(() => server.leave())

afterAll(() => server?.close())

async function start(): Promise<number> {
  return (await server.home.client.workflows.startExecution('default', 'release')).workflowExecutionId
}

test('an approval is answered on the page, with parameters and a comment', async () => {
  const id = await start()
  const page = await server.visit({ path: `/executions/${id}/approve/1` })
  const panel = page.getByRole('region', { name: 'Waiting for an answer' })
  await panel.getByText('It is better in all tests.').waitFor()
  expect(await graveFindings(page)).toEqual([])
  await panel.getByRole('button', { name: 'approve', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Answer "approve" with "approve"' })
  await dialog.getByRole('button', { name: 'Answer "approve"' }).click()
  await dialog.getByText('is required').waitFor()
  await dialog.getByLabel(/^share/).fill('0.5')
  await dialog.getByLabel('Comment').fill('fine')
  expect(await graveFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Answer "approve"' }).click()
  await panel.waitFor({ state: 'detached' })
  await page.getByText('SUCCESS').first().waitFor()
  const ref = { workflowExecutionId: id, taskName: 'approve', sequenceNumber: 1 }
  const output = { choice: 'approve', comment: 'fine', parameters: { share: 0.5 } }
  expect(await server.home.client.taskExecutions.output(ref)).toMatchObject(output)
})

test('the overview and the execution ask too, and what somebody else answered disappears', async () => {
  const id = await start()
  const page = await server.visit({ path: '/' })
  const panel = page.getByRole('region', { name: 'Waiting for an answer' })
  await panel.getByRole('link', { name: 'approve' }).waitFor()
  expect(await graveFindings(page)).toEqual([])
  await page.goto(new URL(`/executions/${id}`, page.url()).href)
  await panel.getByRole('button', { name: 'reject' }).waitFor()
  await server.home.client.approvals.answer(
    { workflowExecutionId: id, taskName: 'approve', sequenceNumber: 1 },
    { choice: 'reject', comment: 'too early' },
  )
  await panel.waitFor({ state: 'detached' })
  await page.goto(new URL(`/executions/${id}/approve/1`, page.url()).href)
  await page.getByText('Answered "reject" by "home". too early').first().waitFor()
})
