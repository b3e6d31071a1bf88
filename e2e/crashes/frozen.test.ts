import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Outside } from '../faults/support/outside.ts'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { waitFor } from '../support/wait-for.ts'

const TASKS = `new BashOperator({ name: 'ticking', command: TICK + '; while true; do tick; sleep 0.05; done' })`

let home: AIFlowHome
let outside: Outside

beforeEach(async () => {
  home = new AIFlowHome()
  outside = new Outside()
  await home.start()
  await home.upload(outside.workflow(TASKS))
})

afterEach(async () => {
  await home.remove()
  outside.remove()
})

it('every command gives a frozen server up, and says what to do', async () => {
  const { pid } = JSON.parse(readFileSync(join(home.folder, 'server.json'), 'utf8'))
  process.kill(pid, 'SIGSTOP')
  const words = [
    ['server', 'status'],
    ['server', 'stop'],
    ['server', 'start', '-d'],
    ['workflow', 'list'],
    ['event', 'send', 'k'],
  ]
  const ends = await Promise.all(words.map((each) => home.run(...each)))
  for (const { exitCode, stderr } of ends) expect([exitCode, stderr]).toEqual([1, expect.stringContaining('frozen')])
  for (const { stderr } of ends.slice(0, 3)) expect(stderr).toContain(`kill -CONT ${pid}`)
  process.kill(pid, 'SIGCONT')
  expect(await home.run('event', 'send', 'k')).toMatchObject({ exitCode: 0 })
})

it('a frozen server is named by the lock of its store where its file is gone', async () => {
  const pid = home.serverPid
  process.kill(pid, 'SIGSTOP')
  rmSync(join(home.folder, 'server.json'))
  const words = [
    ['server', 'status'],
    ['server', 'stop'],
    ['workflow', 'list'],
  ]
  const ends = await Promise.all(words.map((each) => home.run(...each)))
  const advice = new RegExp(`Process ${pid} uses the store .*frozen.*kill -CONT ${pid}.*kill -9 ${pid}`)
  for (const { exitCode, stderr } of ends) expect([exitCode, stderr]).toEqual([1, expect.stringMatching(advice)])
  process.kill(pid, 'SIGCONT')
  await waitFor('the server to be found', async () =>
    (await home.run('server', 'status')).exitCode === 0 ? true : null,
  )
})

it('a server in the foreground that is refused says why, and nothing else', async () => {
  const { exitCode, stderr } = await home.run(
    'server',
    'start',
    '--port',
    new URL(home.url).port,
    '--home',
    `${outside.folder}/other`,
  )
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Error: Port \d+ of 127\.0\.0\.1 is in use[^\n]*\n$/)])
})

it('a frozen worker is told, and the next one takes its tasks over', async () => {
  const execution = await Execution.start(home, 'faults')
  const task = await outside.ticking('ticking')
  const frozen = home.workerPid
  process.kill(frozen, 'SIGSTOP')
  const told = await waitFor('the worker to be told as silent', async () => {
    const { stdout, stderr } = await home.run('worker', 'list')
    return stdout.includes('does not answer') ? stderr : null
  })
  expect(told).toContain(`kill -9 ${frozen}`)
  await kill9(frozen)
  await home.workerBack(frozen)
  expect(await execution.reached('ticking', 'RUNNING')).toMatchObject({ attemptNumber: 1, sequenceNumber: 1 })
  await home.must('task-execution', 'stop', String(execution.id), 'ticking')
  await execution.reached('ticking', 'STOPPED')
  expect(isAlive(task)).toBe(false)
})

it('a worker whose names are lost keeps what it runs, and it can be stopped', async () => {
  const execution = await Execution.start(home, 'faults')
  const task = await outside.ticking('ticking')
  await home.killServer()
  const killed = await home.killWorker()
  writeFileSync(join(home.folder, 'worker', 'worker-id'), '')
  for (const name of ['worker-id.copy', 'attempts']) rmSync(join(home.folder, 'worker', name), { recursive: true })
  await home.start()
  await home.workerBack(killed)
  await home.must('task-execution', 'stop', String(execution.id), 'ticking')
  await execution.reached('ticking', 'STOPPED')
  expect(isAlive(task)).toBe(false)
  expect(new Set(outside.ticks('ticking'))).toEqual(new Set([task]))
})

it('a worker that will not come back is given up by hand, and not while it is connected', async () => {
  const execution = await Execution.start(home, 'faults')
  const task = await outside.ticking('ticking')
  const [worker] = (await home.client.server.info()).workers
  const id = worker?.id ?? ''
  expect((await home.run('worker', 'forget', id, '--yes')).stderr).toContain('is connected')
  await home.killServer()
  await home.killWorker()
  await kill9(task)
  rmSync(join(home.folder, 'worker'), { recursive: true })
  await home.start()
  await home.must('worker', 'forget', id, '--yes')
  expect(await execution.reached('ticking', 'FAILED')).toMatchObject({ outcome: { type: 'lost' } })
  expect((await home.client.server.info()).workers.map((each) => each.id)).not.toContain(id)
})
