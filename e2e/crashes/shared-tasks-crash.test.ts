import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const SHARING = fileURLToPath(new URL('../fixtures/sharing.ts', import.meta.url))
const TASKS = Array.from({ length: 100 }, (_, index) => `waits-${index + 1}`)
const FEW = TASKS.slice(0, 3)

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(SHARING)
})

afterEach(() => home.remove())

const begun = () => witness.all().filter(({ mark }) => mark === 'begin')
const ended = () => witness.all().filter(({ mark }) => mark === 'end')

async function startAll(workflow: string, count: number): Promise<Execution> {
  const execution = await Execution.start(home, workflow)
  await waitUntil(`${count} tasks to begin`, () => begun().length === count)
  return execution
}

/** The one process of the tasks that have begun. */
function sharedPid(): number {
  const pids = new Set(begun().map(({ pid }) => pid))
  expect(pids.size).toBe(1)
  return [...pids][0] ?? 0
}

it('a hundred tasks in one process outlive their worker, and the next one learns how they end', async () => {
  const execution = await startAll('sharing', 100)
  const pid = sharedPid()
  await home.workerBack(await home.killWorker())
  expect(isAlive(pid)).toBe(true)
  home.open('gate')
  await execution.ended('SUCCESS')
  for (const task of TASKS) {
    expect(await execution.latest(task)).toMatchObject({ attemptNumber: 1, outcome: { type: 'success', output: pid } })
  }
  expect([begun().length, ended().length, witness.doubles()]).toEqual([100, 100, []])
  const log = await home.must('task-execution', 'logs', `${execution.id}/waits-7`)
  expect(log).toBe('waits-7 has waited\n')
})

it('how tasks ended while there was neither server nor worker is known', async () => {
  const execution = await startAll('sharing', 100)
  const server = home.serverPid
  await home.killWorker()
  await kill9(server)
  home.open('gate')
  await waitUntil('all tasks to end', () => ended().length === 100)
  await home.start()
  await execution.ended('SUCCESS')
  expect([begun().length, witness.doubles()]).toEqual([100, []])
})

it('a process that is killed loses all its tasks, and each is tried again in a process of its own', async () => {
  const execution = await startAll('deafness', 4)
  const pid = sharedPid()
  await kill9(pid)
  for (const task of FEW) await waitUntil(`${task} to begin again`, () => witness.of(task, 'begin').length === 2)
  home.open('gate')
  expect(await execution.reached('deaf', 'FAILED')).toMatchObject({ outcome: { type: 'lost', shared: true } })
  await execution.ended('FAILED')
  const pids = new Set<unknown>()
  for (const task of FEW) {
    const { attemptNumber, outcome } = await execution.reached(task, 'SUCCESS')
    expect(attemptNumber).toBe(2)
    pids.add(outcome?.type === 'success' ? outcome.output : null)
  }
  expect([pids.size, pids.has(pid), witness.doubles()]).toEqual([3, false, []])
})

it('why a task was lost names the task that did not stop, also if the worker is killed meanwhile', async () => {
  const execution = await startAll('deafness', 4)
  const pid = sharedPid()
  await home.must('task-execution', 'stop', String(execution.id), 'deaf')
  await execution.reached('deaf', 'STOPPING')
  await home.workerBack(await home.killWorker())
  await execution.reached('deaf', 'STOPPED')
  expect(isAlive(pid)).toBe(false)
  await waitUntil('all to begin again', () => FEW.every((task) => witness.of(task, 'begin').length === 2))
  const shown = await home.must('task-execution', 'show', `${execution.id}/waits-1`)
  expect(shown).toContain('was ended because the task "deaf" did not stop')
  home.open('gate')
  await execution.ended('STOPPED')
})
