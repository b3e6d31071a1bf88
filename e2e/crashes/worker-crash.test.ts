import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const LIVES = fileURLToPath(new URL('../fixtures/lives.ts', import.meta.url))
const TASKS = ['endless', 'short', 'failing', 'listening', 'computing']

let home: AIFlowHome
let witness: Witness
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(LIVES)
  execution = await Execution.start(home, 'lives')
  for (const task of TASKS) await execution.reached(task, 'RUNNING')
})

afterEach(() => home.remove())

const pids = () => Promise.all(TASKS.map((task) => witness.pidOf(task)))

const stopAndExpectNothingLeft = async () => {
  const living = await pids()
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
  expect(living.filter(isAlive)).toEqual([])
  expect(witness.doubles()).toEqual([])
}

it('the server starts another worker for one that was killed, and that one adopts the running tasks', async () => {
  const before = await pids()
  await home.workerBack(await home.killWorker())
  home.open('gate')

  expect((await execution.reached('short', 'SUCCESS')).attemptNumber).toBe(1)
  expect((await execution.reached('failing', 'FAILED')).outcome).toMatchObject({ reason: 'exit', exitCode: 7 })
  expect((await execution.reached('computing', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 42 })
  await home.must('event', 'send', 'heard', 'by the adopted one')
  await waitUntil('the listener to hear', () => witness.of('listening', 'note').length === 1)
  expect(await pids()).toEqual(before)
  await stopAndExpectNothingLeft()
})

it('exit codes of tasks that ended while there was no worker are known', async () => {
  const server = home.serverPid
  await kill9(server)
  await home.killWorker()
  home.open('gate')
  await waitUntil('the short tasks to end', () => witness.all().filter(({ mark }) => mark === 'end').length === 3)
  await home.start()

  await execution.reached('short', 'SUCCESS')
  expect((await execution.reached('failing', 'FAILED')).outcome).toMatchObject({ reason: 'exit', exitCode: 7 })
  expect((await execution.reached('computing', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 42 })
  for (const task of ['endless', 'listening']) expect(await execution.latest(task)).toMatchObject({ status: 'RUNNING' })
  expect(await execution.statuses('failing')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'FAILED'])
  await stopAndExpectNothingLeft()
})

it('tasks that start while the worker is killed again and again run once', async () => {
  const killed: number[] = []
  for (let round = 1; round <= 3; round += 1) {
    const started = Array.from({ length: 2 }, () => Execution.start(home, 'lives'))
    killed.push(await home.killWorker())
    await Promise.all(started)
    await home.workerBack(...killed)
  }
  home.open('gate')
  for (let id = 1; id <= 7; id += 1) {
    const each = new Execution(home, id)
    await each.reached('short', 'SUCCESS', 1)
    await each.reached('computing', 'SUCCESS', 1)
  }
  expect(witness.doubles()).toEqual([])
  expect(witness.of('short', 'begin')).toHaveLength(7)
  expect(witness.of('computing', 'begin')).toHaveLength(7)
})
