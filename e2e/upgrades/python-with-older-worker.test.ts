import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { kill9 } from '../support/processes.ts'
import { ReleasedWorker } from '../support/released-worker.ts'

const FOLDER = fileURLToPath(new URL('../fixtures/python', import.meta.url))

let home: AIFlowHome
let worker: ReleasedWorker

beforeEach(async () => {
  home = new AIFlowHome()
  worker = new ReleasedWorker()
  await home.start('--no-worker')
})

afterEach(async () => {
  worker.remove()
  await home.remove()
})

it('a Python task waits while there are only older workers, says why, and runs once there is a newer one', async () => {
  const pid = await worker.start(home)
  home.open('gate')
  cpSync(FOLDER, home.folder, { recursive: true })
  await home.upload('python.ts', '-f', 'bodies.py')
  const execution = await Execution.start(home, 'bodies')
  await execution.reached('shell', 'SUCCESS')
  expect(await execution.latest('short')).toMatchObject({ status: 'INIT' })
  expect(await home.must('why-not', `${execution.id}/short`)).toContain('no connected worker runs Python')
  expect(await home.must('server', 'status')).toContain('runs no Python operators')
  await kill9(pid)
  await home.killServer()
  await home.start()
  await home.workerBack(pid)
  expect(await execution.reached('short', 'SUCCESS')).toMatchObject({
    attemptNumber: 1,
    outcome: { output: { rows: 21 } },
  })
})
