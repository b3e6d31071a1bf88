import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const MAPPED = fileURLToPath(new URL('../fixtures/mapped.ts', import.meta.url))
const FILES = Array.from({ length: 60 }, (_, index) => `file ${index}.csv`)

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(MAPPED)
})

afterEach(() => home.remove())

const CRASHES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['the server is killed', () => home.crashServer()],
  ['the worker is killed', async () => home.workerBack(await home.killWorker())],
  ['both are killed', async () => [await home.killWorker(), await home.crashServer()]],
]

const begun = (task: string) => witness.of(task, 'begin')
const ended = (task: string) => witness.of(task, 'end')
const indexes = (notes: readonly { note: string }[]) => notes.map(({ note }) => Number(note)).toSorted((a, b) => a - b)

describe('every item of a list runs once, and to its end', () => {
  it.each(CRASHES)('when %s in the middle of it', async (_what, crash) => {
    const execution = await Execution.start(home, 'mapped')
    await waitUntil('items to wait for the gate', () => ended('each').length === 30 && begun('each').length === 38)
    await crash()
    expect(await execution.latest('each')).toMatchObject({
      status: 'RUNNING',
      items: { total: 60, succeeded: 30, running: 8, notBegun: 22 },
    })
    home.open('items')
    await execution.reached('shared', 'RUNNING')
    await waitUntil('code to wait for its gate', () => ended('shared').length === 30)
    await crash()
    home.open('shared')
    await execution.ended('SUCCESS')
    expect(indexes(begun('each'))).toEqual(FILES.map((_, index) => index))
    expect(indexes(ended('each'))).toEqual(FILES.map((_, index) => index))
    expect([begun('shared').length, ended('shared').length, witness.doubles()]).toEqual([60, 60, []])
    expect((await execution.latest('each'))?.outcome).toEqual({ type: 'success', output: FILES })
    const length = FILES.join('').length
    expect((await execution.latest('sum'))?.outcome).toEqual({ type: 'success', output: length })
    expect(await execution.statuses('each')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
  })
})

describe('a stop is over when all items are gone', () => {
  it.each(CRASHES)('although %s in the middle of it', async (_what, crash) => {
    const execution = await Execution.start(home, 'mapped')
    await waitUntil('items to wait for the gate', () => begun('each').length === 38)
    const asked = home.run('task', 'stop', String(execution.id), 'each')
    await crash()
    await asked
    // The first request may have been lost with the server.
    await home.run('task', 'stop', String(execution.id), 'each')
    await execution.reached('each', 'STOPPED')
    expect(home.processes().filter(({ environment }) => environment.includes('AIFLOW_TASK_NAME=each'))).toEqual([])
    expect([begun('each').length, ended('each').length]).toEqual([38, 30])
    expect(await execution.latest('each')).toMatchObject({
      items: { succeeded: 30, stopped: 8, running: 0, notBegun: 22 },
    })
  })
})
