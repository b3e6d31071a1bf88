import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const LIVES = fileURLToPath(new URL('../fixtures/lives.ts', import.meta.url))
const ENDLESS = ['endless', 'listening']

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
})

afterEach(() => home.remove())

it('tasks live through kill -9 of the server, and what happened meanwhile counts once', async () => {
  await home.upload(LIVES)
  const execution = await Execution.start(home, 'lives')
  const tasks = ['endless', 'short', 'failing', 'listening', 'computing']
  for (const task of tasks) await execution.reached(task, 'RUNNING')
  const before = await Promise.all(ENDLESS.map((task) => witness.pidOf(task)))
  const oldUrl = home.url

  await home.killServer()
  home.open('gate')
  await waitUntil('the short tasks to end', () => witness.all().filter(({ mark }) => mark === 'end').length === 3)
  await home.start()

  expect(home.url).not.toBe(oldUrl)
  expect((await execution.reached('short', 'SUCCESS')).outcome).toEqual({ type: 'success', output: null })
  expect((await execution.reached('failing', 'FAILED')).outcome).toMatchObject({ reason: 'exit', exitCode: 7 })
  expect((await execution.reached('computing', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 42 })
  for (const [index, task] of ENDLESS.entries()) {
    expect(await execution.latest(task)).toMatchObject({ status: 'RUNNING', sequenceNumber: 1, attemptNumber: 1 })
    expect(await witness.pidOf(task)).toBe(before[index])
    expect(isAlive(before[index]!)).toBe(true)
  }
  expect(await execution.statuses('short')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
  expect(await execution.statuses('computing')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'SUCCESS'])
  expect(await execution.statuses('endless')).toEqual(['INIT', 'QUEUED', 'RUNNING'])
  await home.must('event', 'send', 'heard', 'after the crash')
  await waitUntil('the listener to hear', () => witness.of('listening', 'note').length === 1)

  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
  expect(before.filter(isAlive)).toEqual([])
  expect(witness.doubles()).toEqual([])
})
