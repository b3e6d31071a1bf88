import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { Witness } from '../support/witness.ts'

const SUB_WORKFLOWS = fileURLToPath(new URL('../fixtures/sub-workflows.ts', import.meta.url))

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(SUB_WORKFLOWS)
})

afterEach(() => home.remove())

const CRASHES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['the server is killed', () => home.crashServer()],
  ['the worker is killed', async () => home.workerBack(await home.killWorker())],
  ['both are killed', async () => [await home.killWorker(), await home.crashServer()]],
]

/** The only execution that the task of an execution has started. */
async function childOf(execution: Execution): Promise<Execution> {
  const { items } = await home.client.workflowExecutions.list({ parent: execution.id })
  expect(items).toHaveLength(1)
  return new Execution(home, items[0]!.id)
}

describe('a workflow that a task started runs once and is waited for', () => {
  it.each(CRASHES)('when %s in the middle of it', async (_what, crash) => {
    const execution = await Execution.start(home, 'nightly')
    await execution.reached('sub', 'RUNNING')
    const child = await childOf(execution)
    await child.reached('load', 'RUNNING')
    await crash()
    home.open('loaded')
    await execution.ended('SUCCESS')
    expect((await childOf(execution)).id).toBe(child.id)
    expect(await execution.statuses('sub')).toEqual(['INIT', 'RUNNING', 'SUCCESS'])
    expect(await child.statuses('load')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
    expect(witness.doubles()).toEqual([])
  })
})

describe('a stop is over when the workflow that was started has ended', () => {
  it.each(CRASHES)('although %s in the middle of it', async (_what, crash) => {
    const execution = await Execution.start(home, 'nightly')
    await execution.reached('sub', 'RUNNING')
    const child = await childOf(execution)
    await child.reached('load', 'RUNNING')
    await home.must('workflow-execution', 'stop', String(execution.id))
    await child.reached('release', 'RUNNING')
    await crash()
    expect(await execution.statuses('sub')).toEqual(['INIT', 'RUNNING', 'STOPPING'])
    home.open('released')
    await execution.ended('STOPPED')
    expect(await child.status()).toBe('STOPPED')
    expect(await execution.statuses('sub')).toEqual(['INIT', 'RUNNING', 'STOPPING', 'STOPPED'])
    expect(witness.doubles()).toEqual([])
  })
})

it('"server stop --all" leaves the clean-up of what was started to the stop of the task', async () => {
  const execution = await Execution.start(home, 'nightly')
  await execution.reached('sub', 'RUNNING')
  const child = await childOf(execution)
  await child.reached('load', 'RUNNING')
  const stopped = home.run('server', 'stop', '--all')
  await child.reached('release', 'RUNNING')
  home.open('released')
  expect(await stopped).toMatchObject({ exitCode: 0 })
  await home.start()
  expect(await child.statuses('release')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
  expect(await execution.statuses('sub')).toEqual(['INIT', 'RUNNING', 'STOPPING', 'STOPPED'])
})
