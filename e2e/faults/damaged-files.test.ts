import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Outside } from './support/outside.ts'

const PAGE = 4096
const TASKS = `
  new BashOperator({ name: 'ticking', command: TICK + '; while true; do tick; sleep 0.05; done' })
  new BashOperator({ name: 'ending', command: TICK + '; tick; until [ -e ' + outside + '/gate ]; do sleep 0.02; done' })
  const late = new BashOperator({ name: 'late', command: TICK + '; tick; sleep infinity' })
  late.actionOnEventReceived(TaskAction.START, 'go')
`

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

function storeFile(): string {
  return join(home.folder, 'aiflow.db')
}

/** The folders of attempts that are not settled, by task. */
function attemptFolder(task: string): string {
  const folder = join(home.folder, 'worker', 'attempts')
  const found = readdirSync(folder).find((name) =>
    readFileSync(join(folder, name, 'journal'), 'utf8').includes(`"taskName":"${task}"`),
  )
  return join(folder, found ?? '')
}

it('a worker adopts what runs although its journals are cut or hold something else', async () => {
  const execution = await Execution.start(home, 'faults')
  const tasks = ['ticking', 'ending']
  for (const task of tasks) await execution.reached(task, 'RUNNING')
  const pids = await Promise.all(tasks.map((task) => outside.ticking(task)))
  await home.killServer()
  const killed = await home.killWorker()
  appendFileSync(join(attemptFolder('ticking'), 'journal'), '{"finished":{"outcome":{"type":"suc')
  appendFileSync(join(attemptFolder('ending'), 'journal'), Buffer.alloc(PAGE))
  writeFileSync(join(home.folder, 'worker', 'lock'), randomBytes(20))
  await home.start()
  await home.workerBack(killed)

  for (const task of tasks) {
    expect(await execution.latest(task)).toMatchObject({ status: 'RUNNING', sequenceNumber: 1, attemptNumber: 1 })
  }
  outside.open('gate')
  await execution.reached('ending', 'SUCCESS')
  await home.must('task-execution', 'stop', String(execution.id), 'ticking')
  await execution.reached('ticking', 'STOPPED')
  expect(pids.filter(isAlive)).toEqual([])
  expect(outside.ticks('ending')).toEqual([pids[1]])
})

it('an attempt whose claim was cut counts as lost, and nothing of it is started', async () => {
  const execution = await Execution.start(home, 'faults')
  await execution.reached('ticking', 'RUNNING')
  const pid = await outside.ticking('ending')
  await home.killServer()
  const killed = await home.killWorker()
  const run = join(attemptFolder('ending'), 'run')
  const [leader] = readFileSync(run, 'utf8').split(' ')
  process.kill(-Number(leader), 'SIGKILL')
  await waitUntil('the task to be gone', () => !isAlive(pid))
  writeFileSync(run, '12')
  await home.start()
  await home.workerBack(killed)
  expect(await execution.reached('ending', 'FAILED')).toMatchObject({ attemptNumber: 1, outcome: { type: 'lost' } })
  expect(outside.ticks('ending')).toEqual([pid])
})

it('a home whose small files were emptied or filled with something else works again with the next start', async () => {
  const execution = await Execution.start(home, 'faults')
  const pid = await outside.ticking('ticking')
  await home.killServer()
  const killed = await home.killWorker()
  writeFileSync(join(home.folder, 'server.json'), Buffer.alloc(PAGE))
  for (const name of ['token', 'session-secret', 'worker/worker-id']) writeFileSync(join(home.folder, name), '')
  expect((await home.run('server', 'status')).stderr).toContain('aiflow server start')

  await home.start()
  await home.workerBack(killed)
  expect(home.token).not.toBe('')
  await home.must('event', 'send', 'go')
  await execution.reached('late', 'RUNNING')
  expect(isAlive(pid)).toBe(true)
  expect(new Set(outside.ticks('ticking'))).toEqual(new Set([pid]))
})

it('what a power cut left at the end of the write-ahead log is passed over, and every acknowledged event is there', async () => {
  const acknowledged: number[] = []
  for (let sent = 0; sent < 50; sent += 1) acknowledged.push((await home.client.events.send({ key: 'kept' })).offset)
  for (const tail of [randomBytes(PAGE + 24), Buffer.alloc(3 * PAGE), randomBytes(100)]) {
    await home.killServer()
    appendFileSync(`${storeFile()}-wal`, tail)
    await home.start()
    acknowledged.push((await home.client.events.send({ key: 'kept' })).offset)
  }
  const { items } = await home.client.events.list({ key: 'kept', limit: 1000 })
  expect(items.map(({ offset }) => offset).toSorted((a, b) => a - b)).toEqual(acknowledged)
})

it('a damaged store is named with what to do, and a backup takes its place', async () => {
  const { offset } = await home.client.events.send({ key: 'kept' })
  const backup = join(outside.folder, 'backup')
  await home.must('db', 'backup', backup)
  await home.must('server', 'stop', '--all')
  const size = statSync(storeFile()).size
  const file = openSync(storeFile(), 'r+')
  for (let at = PAGE; at < size; at += PAGE) writeSync(file, randomBytes(PAGE), 0, PAGE, at)
  closeSync(file)

  const { exitCode, stderr } = await home.run('server', 'start', '-d', '--port', '0')
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`"${storeFile()}"`)])
  expect(stderr).toContain('aiflow db restore')
  await home.must('db', 'restore', backup, '--yes')
  await home.start()
  expect((await home.client.events.list({ key: 'kept' })).items.map((event) => event.offset)).toEqual([offset])
})

it('a damaged blob is told, and the next upload of the same workflow mends it', async () => {
  const folder = join(home.folder, 'blobs')
  const blobs = readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name)).map((blob) => join(folder, name, blob)),
  )
  for (const blob of blobs) writeFileSync(blob, 'something else')
  expect(await home.run('workflow', 'show', 'faults', '--source')).toMatchObject({ exitCode: 1 })
  await home.upload(join(outside.folder, 'faults.ts'))
  const execution = await Execution.start(home, 'faults')
  await execution.reached('ticking', 'RUNNING')
})
