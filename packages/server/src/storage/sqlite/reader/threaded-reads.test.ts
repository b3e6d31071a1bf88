import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReadThreadStage } from '../../../testing/read-thread-stage.ts'
import { taskRow } from '../../../testing/rows.ts'
import type { ReadStorage } from '../../reads/read-storage.ts'

const SENDER = { namespace: 'default', sender: 's', principal: 'token:none' }
const NEWEST = { beginOffset: 0, limit: 1, newestFirst: true }

let stage: ReadThreadStage
let reads: ReadStorage

beforeEach(async () => {
  stage = await ReadThreadStage.create()
  reads = stage.open()
})

afterEach(() => stage.remove())

test('a commit does not wait for a read that takes long', async () => {
  await stage.append(...Array.from({ length: 2000 }, () => ({ sender: 's', principal: 'token:other' })))
  await reads.events.list(NEWEST)
  let isAnswered = false
  // One statement of SQLite, which looks at a thousand events for each of these.
  const long = reads.events.lastSent(Array.from({ length: 500 }, () => SENDER)).then((found) => {
    isAnswered = true
    return found
  })
  const offset = await stage.append({ key: 'meanwhile' })
  expect(await reads.events.find(offset)).toMatchObject({ key: 'meanwhile' })
  expect(isAnswered).toBe(false)
  expect(await long).toHaveLength(500)
})

test('a read sees everything that was committed before it was requested', async () => {
  for (let round = 1; round <= 200; round += 1) {
    const offset = await stage.append({ key: `k${round}` })
    const { items } = await reads.events.list(NEWEST)
    expect(items).toMatchObject([{ offset, key: `k${round}` }])
  }
})

test('maps come through, and so does what was left out', async () => {
  await stage.append({ key: 'a' }, { key: 'b' })
  const offered = { namespace: 'default', workflowExecutionId: null, afterOffset: 0, endOffset: 9, limit: 9 }
  const found = await reads.events.offeredByKey({ ...offered, keys: ['a', 'c'] })
  expect([...found].map(([key, events]) => [key, events.map(({ offset }) => offset)])).toEqual([
    ['a', [1]],
    ['c', []],
  ])
  expect((await reads.events.list({ ...NEWEST, keys: undefined, endOffset: 1 })).items).toHaveLength(1)
})

test('only reads of rows with one large value at most do without the thread', async () => {
  await stage.append({ key: 'k' })
  const program = stage.programThatFirst('process.exit(1)')
  const { events, executions, snapshots, tasks } = stage.open({ program })
  const name = { workflowExecutionId: 1, task: 'a', sequenceNumber: 1 }
  expect(await events.find(1)).toMatchObject({ key: 'k' })
  expect(await snapshots.find('none')).toBeNull()
  expect(await tasks.summary(name)).toBeNull()
  for (const read of [() => tasks.find(name), () => tasks.eventOffsets(name), () => executions.find(1)]) {
    await expect(read()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  }
})

test('errors keep their code, their message and their details', async () => {
  await expect(reads.verdicts.list({ lane: 'execution:1' }, { limit: 1, cursor: '?' })).rejects.toMatchObject({
    name: 'AIFlowError',
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('cursor'),
  })
})

test('a row that cannot be read is named', async () => {
  const row = taskRow({ id: 1, workflowExecutionId: 1, taskName: 'a', status: 'SUCCESS', endTime: 5, endOffset: 1 })
  await stage.append({ key: 'k' })
  await stage.commit({ taskExecutions: { set: [row] } })
  const damaged = new DatabaseSync(stage.path)
  damaged.exec("UPDATE task_executions SET trigger_json = '{'")
  damaged.close()
  const name = { workflowExecutionId: 1, task: 'a', sequenceNumber: 1 }
  await expect(reads.tasks.find(name)).rejects.toMatchObject({
    code: 'ROW_UNREADABLE',
    details: { table: 'task_executions', key: '1/a/1', reason: 'its JSON cannot be parsed' },
  })
})

test('a defect keeps its message and its place for the log, and is no error with a code', async () => {
  const nothing = JSON.parse('null')
  const error: unknown = await reads.tasks.list(nothing, { limit: 1 }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ message: expect.stringContaining('destructure') })
  expect(error).toHaveProperty('cause.stack', expect.stringContaining('list-task-executions'))
  expect(error).not.toHaveProperty('code')
})

test('an argument that is no plain data is refused, and the next read is answered', async () => {
  const query = { ...NEWEST, keys: Object.assign([], { map: () => [] }) }
  await expect(reads.events.list(query)).rejects.toMatchObject({ name: 'DataCloneError' })
  expect((await reads.events.list(NEWEST)).items).toEqual([])
})
