import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { waitUntil } from '../support/wait-for.ts'
import { CROWD_TASKS } from './fixtures/crowd.ts'
import { WatchedServer } from './support/watched-server.ts'

const CROWD = fileURLToPath(new URL('fixtures/crowd.ts', import.meta.url))
const TASK_EXECUTIONS = 5000
const FILL_LIMIT_MS = 240_000

let server: WatchedServer
let execution: Execution

beforeAll(async () => {
  server = await WatchedServer.start()
  await server.home.upload(CROWD)
  execution = await Execution.start(server.home, 'crowd')
  const event = { key: 'go', workflowExecutionId: execution.id }
  await server.home.client.events.sendMany(Array.from({ length: TASK_EXECUTIONS / CROWD_TASKS }, () => event))
  await waitUntil('5,000 task executions', async () => (await finished()) >= CROWD_TASKS, FILL_LIMIT_MS)
}, FILL_LIMIT_MS)

afterEach(() => server.leave())

afterAll(() => server?.close())

async function finished(): Promise<number> {
  const { tasks } = await server.home.client.workflowExecutions.get(execution.id)
  const last = TASK_EXECUTIONS / CROWD_TASKS
  return tasks.filter(({ latest }) => latest?.sequenceNumber === last && latest.status === 'SUCCESS').length
}

test('only its visible rows are drawn, and the table has all of them', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}?as=table` })
  const table = page.getByRole('region', { name: 'Timeline' })
  await table.getByRole('row').nth(5).waitFor()
  expect(await table.getByRole('row').count()).toBeLessThan(80)
  const rows = await table.getByRole('table').getAttribute('aria-rowcount')
  expect(Number(rows)).toBeGreaterThan(2 * TASK_EXECUTIONS)
})
