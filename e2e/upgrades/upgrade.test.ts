import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { ReleasedWorker } from '../support/released-worker.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const LIVES = fileURLToPath(new URL('../fixtures/lives.ts', import.meta.url))
const TASKS = ['endless', 'short', 'failing', 'listening', 'computing']

let home: AIFlowHome
let worker: ReleasedWorker
let workerPid: number
let witness: Witness
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  worker = new ReleasedWorker()
  await home.start('--no-worker')
  workerPid = await worker.start(home)
  await home.upload(LIVES)
  execution = await Execution.start(home, 'lives')
  for (const task of TASKS) await execution.reached(task, 'RUNNING')
})

afterEach(async () => {
  worker.remove()
  await home.remove()
})

const pids = () => Promise.all(TASKS.map((task) => witness.pidOf(task)))

const stopAll = async () => {
  // The children of tasks that have ended may be warm for the next ones.
  const living = await Promise.all(['endless', 'listening'].map((task) => witness.pidOf(task)))
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
  expect(living.filter(isAlive)).toEqual([])
  expect(witness.doubles()).toEqual([])
}

describe('a worker of version 0.1.0', () => {
  it('works for the server of this version: its tasks end, are heard, stopped and read', async () => {
    expect(await home.must('server', 'status')).toContain('is a worker of version 0.1.0')
    home.open('gate')
    await execution.reached('short', 'SUCCESS')
    expect((await execution.reached('failing', 'FAILED')).outcome).toMatchObject({ reason: 'exit', exitCode: 7 })
    expect((await execution.reached('computing', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 42 })
    await home.must('event', 'send', 'heard', 'by an old worker')
    await waitUntil('the listener to hear', () => witness.of('listening', 'note').length === 1)
    expect((await home.run('task-execution', 'logs', `${execution.id}/endless`)).exitCode).toBe(0)
    await stopAll()
  })

  it('goes on where the server of this version is killed and comes back', async () => {
    const before = await pids()
    await home.killServer()
    await home.start('--no-worker')
    await home.workerBack()
    home.open('gate')
    for (const task of ['short', 'computing']) expect((await execution.reached(task, 'SUCCESS')).attemptNumber).toBe(1)
    expect(await pids()).toEqual(before)
    await stopAll()
  })
})

describe('a worker of this version', () => {
  const exchange = async (end: () => Promise<unknown>) => {
    await end()
    await home.killServer()
    await home.start()
    await home.workerBack(workerPid)
  }

  it.each<[string, () => Promise<unknown>]>([
    ['killed', () => kill9(workerPid)],
    [
      'told to leave',
      async () => [process.kill(workerPid, 'SIGTERM'), await waitUntil('its end', () => !isAlive(workerPid))],
    ],
  ])('takes over what one of version 0.1.0 started that was %s', async (_how, end) => {
    const before = await pids()
    await exchange(end)
    expect(await home.must('server', 'status')).not.toContain('0.1.0')
    expect(await pids()).toEqual(before)
    home.open('gate')
    expect((await execution.reached('short', 'SUCCESS')).attemptNumber).toBe(1)
    expect((await execution.reached('failing', 'FAILED')).outcome).toMatchObject({ reason: 'exit', exitCode: 7 })
    expect((await execution.reached('computing', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 42 })
    await stopAll()
  })
})
