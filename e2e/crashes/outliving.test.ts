import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const MANY = fileURLToPath(new URL('../fixtures/many.ts', import.meta.url))
const TASKS = 50
const LIMIT_MS = 90_000
const MAX_BYTES = 1_048_576

let home: AIFlowHome
let witness: Witness

beforeEach(() => {
  home = new AIFlowHome()
  witness = new Witness(home)
})

afterEach(() => home.remove())

const tasksOf = async (execution: Execution): Promise<TaskExecutionResource[]> => {
  const { tasks } = await home.client.workflowExecutions.get(execution.id)
  return tasks.flatMap(({ latest }) => (latest === null ? [] : [latest]))
}

const allAre = (execution: Execution, status: string, count: number) =>
  waitUntil(
    `${count} tasks to be ${status}`,
    async () => (await tasksOf(execution)).filter((task) => task.status === status).length === count,
    LIMIT_MS,
  )

const pids = () => new Map(witness.all().flatMap(({ mark, task, pid }) => (mark === 'begin' ? [[task, pid]] : [])))

/** The numbers in the log of a task. */
const numbersOf = async (task: TaskExecutionResource): Promise<number[]> => {
  const { data } = await home.client.taskExecutions.readLogs(task, { offset: 0, maxBytes: MAX_BYTES })
  // Its last line may be on its way.
  return data.split('\n').slice(0, -1).map(Number)
}

it(`${TASKS} tasks keep their processes, and their logs have no hole, whatever happens to server and worker`, async () => {
  await home.start('--slots', String(TASKS))
  await home.upload(MANY)
  const execution = await Execution.start(home, 'many')
  await allAre(execution, 'RUNNING', TASKS)
  await waitUntil('all to begin', () => pids().size === TASKS, LIMIT_MS)
  const before = pids()
  const counts: number[] = []
  const check = async () => {
    await home.workerBack()
    await allAre(execution, 'RUNNING', TASKS)
    expect(pids()).toEqual(before)
    expect([...before.values()].filter(isAlive)).toHaveLength(TASKS)
    const tasks = await tasksOf(execution)
    for (const task of tasks) {
      const numbers = await numbersOf(task)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    }
    counts.push((await numbersOf(tasks[0]!)).length)
  }
  await check()
  await home.must('server', 'stop')
  await home.start()
  await check()
  await home.crashServer()
  await check()
  await home.workerBack(await home.killWorker())
  await check()
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(witness.doubles()).toEqual([])
  await home.must('workflow-execution', 'stop', String(execution.id))
  await waitUntil('the stop', async () => (await execution.status()) === 'STOPPED', LIMIT_MS)
  expect([...before.values()].filter(isAlive)).toEqual([])
}, 300_000)

it('what ran before a reboot is lost: it has failed, or is tried again by its policy', async () => {
  const bootId = join(home.folder, 'boot-id')
  writeFileSync(bootId, '11111111-1111-4111-8111-111111111111\n')
  home.environment.AIFLOW_BOOT_ID_FILE = bootId
  await home.start()
  await home.upload(MANY)
  const execution = await Execution.start(home, 'rebooted')
  await allAre(execution, 'RUNNING', 3)
  await waitUntil('all to begin', () => pids().size === 3)

  await home.killServer()
  await home.killWorker()
  // A boot ends all processes and changes the id of the kernel.
  for (const { pid } of home.processes()) if (isAlive(pid)) await kill9(pid)
  writeFileSync(bootId, '22222222-2222-4222-8222-222222222222\n')
  await home.start()

  const { outcome } = await execution.reached('failing', 'FAILED')
  expect(outcome).toMatchObject({ type: 'lost', message: expect.stringContaining('restarted') })
  for (const task of ['retried', 'computing']) {
    await waitUntil(`two begins of ${task}`, () => witness.of(task, 'begin').length === 2)
    expect(await execution.reached(task, 'RUNNING')).toMatchObject({
      attemptNumber: 2,
      previousAttempts: [{ outcome: { type: 'lost' } }],
    })
  }
  expect(witness.doubles()).toEqual([])
})
