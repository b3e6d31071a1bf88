import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'

const ARROWS = fileURLToPath(new URL('../fixtures/arrows.ts', import.meta.url))
const KILL_POINT = new URL('../support/server-kill-point.ts', import.meta.url).href
const COUNT = 200

/** What the store cannot write: the first step of each of these events fails, and their whole commit with it. */
const POISON = `CREATE TRIGGER poison BEFORE INSERT ON workflow_executions
  BEGIN SELECT RAISE(ABORT, 'this row is poison'); END`

let home: AIFlowHome
let batches = 0

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
  await home.upload(ARROWS)
  const condition = { type: 'event', event: { key: 'bad' } } as const
  await home.client.triggers.add('default', 'arrows', { name: 'bad', condition })
  const database = new DatabaseSync(join(home.folder, 'aiflow.db'))
  database.exec(POISON)
  database.close()
})

afterAll(() => home.remove())

async function countOf(sender: string): Promise<number> {
  return (await home.client.events.count({ sender })).count
}

/** Of a batch that has to be redone, since two of its events cannot be processed. */
it.each([
  ['commit:before:0', 0],
  ['commit:after:0', COUNT],
])('all or none of a batch is stored when the server is killed as it is redone: %s', async (point, stored) => {
  await home.killServer()
  Object.assign(home.environment, { NODE_OPTIONS: `--import=${KILL_POINT}`, KILL_POINT: point })
  await home.start()
  for (const name of ['NODE_OPTIONS', 'KILL_POINT']) delete home.environment[name]
  await home.workerBack()
  const doomed = home.serverPid
  batches += 1
  const sender = `batch-${batches}`
  const events = Array.from({ length: COUNT }, (_, index) => ({
    key: index === 20 || index === 150 ? 'bad' : 'other',
    sender,
    idempotencyKey: `${index}`,
  }))
  home.open('armed')
  const sent = home.client.events.sendMany(events, { signal: AbortSignal.timeout(60_000) })
  sent.catch(() => undefined)
  await waitUntil('the server to be killed', () => !isAlive(doomed))
  rmSync(join(home.folder, 'armed'))
  await home.start()
  // The client sends it again automatically, so what was stored before counts.
  const offsets = await sent
  expect(offsets.filter(({ duplicate }) => duplicate)).toHaveLength(stored)
  expect(offsets.map(({ offset }) => offset)).toEqual(offsets.map((_, index) => (offsets[0]?.offset ?? 0) + index))
  expect(await countOf(sender)).toBe(COUNT)
  const letters = (await home.client.deadLetters.list()).items
  expect(letters.map(({ eventOffset }) => eventOffset)).toEqual(
    expect.arrayContaining([20, 150].map((index) => offsets[index]?.offset)),
  )
})
