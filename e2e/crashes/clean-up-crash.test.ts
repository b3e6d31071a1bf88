import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { Witness } from '../support/witness.ts'

const CLEAN_UP = fileURLToPath(new URL('../fixtures/clean-up.ts', import.meta.url))

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(CLEAN_UP)
})

afterEach(() => home.remove())

describe('the clean-up of an execution that is stopped runs once', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the server is killed', () => home.crashServer()],
    ['the worker is killed', async () => home.workerBack(await home.killWorker())],
    ['both are killed', async () => [await home.killWorker(), await home.crashServer()]],
  ])('when %s in the middle of it', async (_what, crash) => {
    const execution = await Execution.start(home, 'cleaning')
    await execution.reached('serve', 'RUNNING')
    await home.must('workflow-execution', 'stop', String(execution.id))
    await execution.reached('release', 'RUNNING')
    await crash()
    expect(await home.must('workflow-execution', 'show', String(execution.id))).toMatch(
      /cleaning up[\s\S]*Clean-up +running/,
    )
    home.open('released')
    await execution.ended('STOPPED')
    for (const task of ['drain', 'release']) {
      expect(await execution.statuses(task)).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
    }
    expect(witness.doubles()).toEqual([])
  })
})

it('a clean-up without an end is ended at its limit, although the server was away', async () => {
  const execution = await Execution.start(home, 'bounded')
  await execution.reached('serve', 'RUNNING')
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.reached('release', 'RUNNING')
  const pid = await witness.pidOf('release')
  await home.crashServer()
  await execution.ended('STOPPED')
  expect(isAlive(pid)).toBe(false)
  expect(await home.must('workflow-execution', 'show', String(execution.id))).toMatch(
    /Clean-up +ended at its time limit/,
  )
})

it('a second stop ends the clean-up', async () => {
  const execution = await Execution.start(home, 'cleaning')
  await execution.reached('serve', 'RUNNING')
  expect(await home.must('workflow-execution', 'stop', String(execution.id))).toContain(
    'To end the clean-up, stop it again',
  )
  await execution.reached('release', 'RUNNING')
  await home.must('workflow-execution', 'stop', String(execution.id), '--wait')
  expect(await execution.status()).toBe('STOPPED')
  expect((await execution.latest('release'))?.status).toBe('STOPPED')
})
