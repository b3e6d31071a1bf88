import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const STUBBORN = fileURLToPath(new URL('../fixtures/stubborn.ts', import.meta.url))

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(STUBBORN)
})

afterEach(() => home.remove())

describe('a task that does not want to end is gone, strays included, when it is STOPPED', () => {
  it.each(['ignoring', 'daemon', 'deaf'])('%s', async (task) => {
    const execution = await Execution.start(home, 'stubborn')
    await execution.reached(task, 'RUNNING')
    const own = await witness.pidOf(task)
    if (task !== 'ignoring') await waitUntil('its stray', () => witness.of(task, 'note').length === 1)
    const pids = [own, ...witness.of(task, 'note').map(({ note }) => Number(note))]
    expect(pids.filter(isAlive)).toEqual(pids)
    await home.must('task-execution', 'stop', String(execution.id), task)
    await execution.reached(task, 'STOPPED')
    expect(pids.filter(isAlive)).toEqual([])
  })
})

describe('a stop is carried through', () => {
  const CARRIED_THROUGH = {
    livedUntilAllowed: true,
    isAlive: false,
    statuses: ['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'STOPPED'],
    doubles: [],
  }
  let execution: Execution
  let pid = 0

  beforeEach(async () => {
    execution = await Execution.start(home, 'slowly')
    await execution.reached('leaving', 'RUNNING')
    pid = await witness.pidOf('leaving')
  })

  const stop = async () => {
    await home.must('task-execution', 'stop', String(execution.id), 'leaving')
    await execution.reached('leaving', 'STOPPING')
  }

  /** Lets the task end, which it is asked for, and tells how it did. */
  const end = async (): Promise<typeof CARRIED_THROUGH> => {
    const livedUntilAllowed = isAlive(pid)
    home.open('leave')
    await execution.reached('leaving', 'STOPPED')
    const ended = { livedUntilAllowed, isAlive: isAlive(pid) }
    return { ...ended, statuses: (await execution.statuses('leaving')) as string[], doubles: witness.doubles() as [] }
  }

  it.each<[string, () => Promise<unknown>]>([
    ['the server is killed', () => home.crashServer()],
    ['the worker is killed', async () => home.workerBack(await home.killWorker())],
    ['both are killed', async () => [await home.killWorker(), await home.crashServer()]],
  ])('when %s in the middle of it', async (_what, crash) => {
    await stop()
    await crash()
    expect(await end()).toEqual(CARRIED_THROUGH)
  })

  it('when it was asked for while there was no worker', async () => {
    await home.killServer()
    const killed = await home.killWorker()
    await home.start('--no-worker')
    await stop()
    await home.crashServer()
    await home.workerBack(killed)
    expect(await end()).toEqual(CARRIED_THROUGH)
  })
})

it('restarts never have two processes of a task at once, whatever is killed meanwhile, and the last event wins', async () => {
  const execution = await Execution.start(home, 'restarted')
  for (const task of ['command', 'code']) await execution.reached(task, 'RUNNING')
  const send = async (value: number) => {
    const { offset } = await home.client.events.send({ key: 'again', value: String(value) })
    return offset
  }
  const killed: number[] = []
  let last = 0
  for (let round = 1; round <= 3; round += 1) {
    for (let value = 1; value <= 4; value += 1) last = await send(value)
    killed.push(await home.killWorker())
    for (let value = 5; value <= 6; value += 1) last = await send(value)
    await home.crashServer()
    await home.workerBack(...killed)
  }
  for (const task of ['command', 'code']) {
    await waitUntil(`${task} to run for the last event`, async () => {
      const latest = await execution.latest(task)
      return latest?.status === 'RUNNING' && latest.trigger.events.at(-1)?.offset === last
    })
    const executions = await execution.taskExecutions(task)
    expect(executions.map(({ sequenceNumber }) => sequenceNumber)).toEqual(executions.map((_, index) => index + 1))
    expect(executions.slice(0, -1).every(({ status }) => status === 'STOPPED')).toBe(true)
    const fired = (await execution.verdicts(task)).filter(({ verdict }) => verdict === 'fired')
    expect(fired).toHaveLength(18)
  }
  expect(witness.doubles()).toEqual([])
})
