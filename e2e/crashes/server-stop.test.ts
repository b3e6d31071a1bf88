import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { Witness } from '../support/witness.ts'

const LIVES = fileURLToPath(new URL('../fixtures/lives.ts', import.meta.url))
const TASKS = ['endless', 'short', 'failing', 'listening', 'computing']

let home: AIFlowHome

beforeEach(async () => {
  home = new AIFlowHome()
  await home.start()
  await home.upload(LIVES)
})

afterEach(() => home.remove())

it('"server stop" leaves the tasks alive, and "server stop --all" of the next server leaves no process', async () => {
  const execution = await Execution.start(home, 'lives')
  for (const task of TASKS) await execution.reached(task, 'RUNNING')
  const witness = new Witness(home)
  const pids = await Promise.all(TASKS.map((task) => witness.pidOf(task)))

  expect(await home.must('server', 'stop')).toContain('5 tasks are still running')
  expect(pids.filter(isAlive)).toEqual(pids)
  await home.start()
  for (const task of TASKS) await execution.reached(task, 'RUNNING', 1)
  await home.must('server', 'stop', '--all')
  expect(pids.filter(isAlive)).toEqual([])
  expect(home.processes()).toEqual([])
  expect(witness.doubles()).toEqual([])
})

it('"server stop --all" leaves no process where the worker was killed before', async () => {
  const execution = await Execution.start(home, 'lives')
  for (const task of TASKS) await execution.reached(task, 'RUNNING')
  await home.killWorker()
  await home.must('server', 'stop', '--all')
  expect(home.processes()).toEqual([])
})
