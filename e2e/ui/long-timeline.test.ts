import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { waitUntil } from '../support/wait-for.ts'
import { CROWD_TASKS } from './fixtures/crowd.ts'
import { WatchedServer } from './support/watched-server.ts'

const CROWD = fileURLToPath(new URL('fixtures/crowd.ts', import.meta.url))
const TASK_EXECUTIONS = 5000
const FILL_LIMIT_MS = 240_000
const FRAMES = 90
/** Half of the frames are drawn within that of a screen of 60 Hz, nearly all of them while somebody notices nothing. */
const MEDIAN_MS = 20
const WORST_MS = 60

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

afterAll(() => server?.close())

async function finished(): Promise<number> {
  const { tasks } = await server.home.client.workflowExecutions.get(execution.id)
  const last = TASK_EXECUTIONS / CROWD_TASKS
  return tasks.filter(({ latest }) => latest?.sequenceNumber === last && latest.status === 'SUCCESS').length
}

/** Zooms in and out by the wheel in every frame, and tells how long each of the frames took, in order of length. */
async function framesWhileZooming(page: Page): Promise<number[]> {
  const lengths = (await page.evaluate(`new Promise((resolve) => {
    const canvas = document.querySelector('canvas')
    const lengths = []
    let last = performance.now()
    const frame = (now) => {
      lengths.push(now - last)
      last = now
      if (lengths.length > ${FRAMES}) return resolve(lengths.slice(1))
      const deltaY = lengths.length % 60 < 30 ? -40 : 40
      const { left, top } = canvas.getBoundingClientRect()
      canvas.dispatchEvent(
        new WheelEvent('wheel', { deltaY, ctrlKey: true, clientX: left + 300, clientY: top + 200, bubbles: true, cancelable: true }),
      )
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)) as number[]
  return lengths.toSorted((a, b) => a - b)
}

test('the timeline stays smooth with 5,000 task executions', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}` })
  await page.locator('canvas').waitFor()
  await page.getByRole('link', { name: 'member-1', exact: true }).waitFor()
  const frames = await framesWhileZooming(page)
  const median = frames[Math.floor(frames.length / 2)] ?? 0
  const nearlyAll = frames[Math.floor(frames.length * 0.95)] ?? 0
  console.log(`frames while zooming: median ${median.toFixed(1)} ms, 95 % ${nearlyAll.toFixed(1)} ms`)
  expect(median).toBeLessThan(MEDIAN_MS)
  expect(nearlyAll).toBeLessThan(WORST_MS)
})

test('its rows exist only where they are seen, and the table tells all of it', async () => {
  const page = await server.visit({ path: `/executions/${execution.id}?as=table` })
  const table = page.getByRole('region', { name: 'Timeline' })
  await table.getByRole('row').nth(5).waitFor()
  expect(await table.getByRole('row').count()).toBeLessThan(80)
  const rows = await table.getByRole('table').getAttribute('aria-rowcount')
  expect(Number(rows)).toBeGreaterThan(2 * TASK_EXECUTIONS)
})
