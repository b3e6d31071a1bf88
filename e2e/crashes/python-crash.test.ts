import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const FOLDER = fileURLToPath(new URL('../fixtures/python', import.meta.url))
const TASKS = ['endless', 'short', 'failing']

let home: AIFlowHome
let witness: Witness
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  cpSync(FOLDER, home.folder, { recursive: true })
  await home.upload('python.ts', '-f', 'bodies.py')
  execution = await Execution.start(home, 'bodies')
  for (const task of TASKS) await witness.pidOf(task)
})

afterEach(() => home.remove())

const pids = () => Promise.all(TASKS.map((task) => witness.pidOf(task)))

it.each<[string, () => Promise<unknown>]>([
  ['worker', async () => home.workerBack(await home.killWorker())],
  ['server', async () => home.crashServer()],
  [
    'server and its worker',
    async () => {
      await home.killServer()
      const pid = await home.killWorker()
      home.open('gate')
      await waitUntil('the short tasks to end', () => witness.all().filter(({ mark }) => mark === 'end').length === 2)
      await home.start()
      await home.workerBack(pid)
    },
  ],
])('Python goes on when its %s is killed: no second start, its end is counted, and none is left', async (_, kill) => {
  const before = await pids()
  await kill()
  home.open('gate')
  expect(await execution.reached('short', 'SUCCESS')).toMatchObject({
    attemptNumber: 1,
    outcome: { output: { rows: 21 } },
  })
  expect(await execution.reached('failing', 'FAILED')).toMatchObject({
    attemptNumber: 1,
    outcome: {
      reason: 'error',
      exitCode: 1,
      message: 'ValueError: no rows (bodies.py, line 45, in <module>; bodies.py, line 35, in failing)',
    },
  })
  expect(await pids()).toEqual(before)
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
  expect(before.filter(isAlive)).toEqual([])
  expect(witness.of('endless', 'end')).toHaveLength(1)
  expect(witness.doubles()).toEqual([])
})
