import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isAIFlowError } from '@aiflow/sdk'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Outside } from './support/outside.ts'
import { SmallDisk } from './support/small-disk.ts'

/** Their lines need more than what is left of the last block of a file. */
const JOINING = Array.from({ length: 8 }, (_, index) => `joining-${index}`)

const TASKS = `
  new BashOperator({ name: 'ticking', command: TICK + '; while true; do tick; echo said; sleep 0.05; done' })
  new FunctionOperator({ name: 'computing', run: async (context) => {
    while (!existsSync(outside + '/gate')) {
      console.log('computing')
      process.stdout.write('computing')
      appendFileSync(outside + '/ticks-computing', process.pid + '\\n')
      await delay(50, undefined, { signal: context.signal })
    }
    return 6 * 7
  } })
  const shared = (name) => new FunctionOperator({ name, isolation: 'shared', run: async (context) => {
    appendFileSync(outside + '/ticks-' + name, process.pid + '\\n')
    while (!existsSync(outside + '/gate')) await delay(50, undefined, { signal: context.signal })
  } })
  shared('sharing')
  for (const name of ${JSON.stringify(JOINING)}) shared(name).actionOnEventReceived(TaskAction.START, 'join')
  const late = new BashOperator({ name: 'late', command: TICK + '; tick; echo began; sleep infinity' })
  late.actionOnEventReceived(TaskAction.START, 'go')
  late.actionOnEventReceived(TaskAction.STOP, 'enough')
`

/** A line has a hundred bytes and more. */
const LINES_OF_A_BLOCK = 60

let disks: SmallDisk[]
let home: AIFlowHome
let outside: Outside

beforeEach(() => {
  disks = [SmallDisk.mount(48)]
  outside = new Outside()
  home = new AIFlowHome({ folder: disks[0]!.folder })
  home.environment.AIFLOW_LOG_LEVEL = 'debug'
})

afterEach(async () => {
  for (const disk of disks) disk.free()
  await home.kill()
  for (const disk of disks.reverse()) disk.remove()
  outside.remove()
})

async function begin(): Promise<Execution> {
  await home.start()
  await home.upload(outside.workflow(TASKS))
  const execution = await Execution.start(home, 'faults')
  for (const task of ['ticking', 'computing', 'sharing']) await execution.reached(task, 'RUNNING')
  return execution
}

/** Sends until the store is full; gives the offsets that were acknowledged. */
async function sendUntilFull(): Promise<{ offsets: number[]; refusal: Error }> {
  const offsets: number[] = []
  for (;;) {
    try {
      offsets.push((await home.client.events.send({ key: 'filler', value: 'x'.repeat(20_000) })).offset)
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'STORE_FULL') return { offsets, refusal: error }
      throw error
    }
  }
}

async function readiness(): Promise<number> {
  return (await fetch(`${home.url}/readyz`)).status
}

/** Has the server log more than what is left of the last block of its log. */
async function fillLog(): Promise<void> {
  for (let line = 0; line < LINES_OF_A_BLOCK; line += 1) await home.client.namespaces.list()
}

/** The lines of a log, each of which must be whole. */
function linesOf(log: string): { readonly msg: string }[] {
  const lines = readFileSync(join(home.folder, 'logs', log), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => JSON.parse(line))
}

it('on a full disk events are refused, what was acknowledged stays, tasks run on, and with space again all goes on by itself', async () => {
  const execution = await begin()
  const pids = [await outside.ticking('ticking'), await outside.ticking('computing')]
  const acknowledged = []
  for (let sent = 0; sent < 20; sent += 1) {
    acknowledged.push((await home.client.events.send({ key: 'filler', value: String(sent) })).offset)
  }
  disks[0]!.fill()
  const { offsets, refusal } = await sendUntilFull()
  acknowledged.push(...offsets)

  expect(refusal.message).toMatch(/The disk of the store ".*aiflow\.db" is full\. Free some space on it/)
  const stored = await home.client.events.list({ key: 'filler', limit: 10_000 })
  expect(stored.items.map(({ offset }) => offset)).toEqual(acknowledged)
  expect(await readiness()).toBe(507)
  expect(await home.must('server', 'status')).toMatch(/Store +cannot be written since .* is full/)
  const upload = await home.run('workflow', 'upload', outside.workflow(`${TASKS}\n// ${'x'.repeat(100_000)}`))
  expect([upload.exitCode, upload.stderr]).toEqual([1, expect.stringContaining('is full')])
  for (const task of ['ticking', 'computing']) await outside.ticksOn(task)
  await fillLog()
  outside.open('gate')

  disks[0]!.free()
  await waitUntil('the server to be ready', async () => (await readiness()) === 200)
  expect(await execution.reached('computing', 'SUCCESS')).toMatchObject({
    attemptNumber: 1,
    outcome: { type: 'success', output: 42 },
  })
  await home.must('event', 'send', 'go')
  await execution.reached('late', 'RUNNING')
  expect(await execution.latest('ticking')).toMatchObject({ status: 'RUNNING', attemptNumber: 1 })
  expect([...new Set(outside.ticks('ticking'))]).toEqual([pids[0]])
  expect([...new Set(outside.ticks('computing'))]).toEqual([pids[1]])
  const after = await home.client.events.list({ key: 'filler', limit: 10_000 })
  expect(after.items.map(({ offset }) => offset)).toEqual(acknowledged)
  expect(linesOf('server.log').length).toBeGreaterThan(LINES_OF_A_BLOCK)
  expect(linesOf('worker.log').length).toBeGreaterThan(0)
})

it('a worker on a full disk starts nothing twice, stops what it is asked to, and starts what waits once there is space', async () => {
  disks.push(SmallDisk.mount(16, `${disks[0]!.folder}/worker`))
  const execution = await begin()
  const pid = await outside.ticking('ticking')
  disks[1]!.fill()

  for (const event of ['go', 'join']) await home.must('event', 'send', event)
  await execution.reached('late', 'QUEUED')
  await home.must('event', 'send', 'enough')
  await execution.reached('late', 'STOPPED', 1)
  await home.must('event', 'send', 'go')
  await execution.reached('late', 'QUEUED', 2)
  await outside.ticksOn('ticking')
  expect(outside.ticks('late')).toEqual([])
  const joined = JOINING.filter((task) => outside.ticks(task).length > 0)
  expect(joined.length).toBeLessThan(JOINING.length)

  disks[1]!.free()
  for (const task of JOINING) expect(await execution.reached(task, 'RUNNING')).toMatchObject({ attemptNumber: 1 })
  expect(await execution.reached('late', 'RUNNING', 2)).toMatchObject({ attemptNumber: 1 })
  const late = await outside.ticking('late')
  disks[1]!.fill()
  await home.must('task-execution', 'stop', String(execution.id), 'ticking')
  await execution.reached('ticking', 'STOPPED')
  expect(isAlive(pid)).toBe(false)

  const killed = await home.killWorker()
  expect(isAlive(late)).toBe(true)
  disks[1]!.free()
  await home.workerBack(killed)
  await execution.reached('late', 'RUNNING', 2)
  outside.open('gate')
  for (const task of ['computing', 'sharing', ...JOINING]) await execution.reached(task, 'SUCCESS')
  for (const task of JOINING) expect(outside.ticks(task)).toEqual(outside.ticks('sharing'))
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
  expect(isAlive(late)).toBe(false)
  expect(outside.ticks('late')).toEqual([late])
})

it('what does not fit is told in one line and leaves nothing that counts: a backup, what is restored, a download', async () => {
  await home.start()
  await home.upload(
    outside.workflow(`new BashOperator({
    name: 'leaving', command: 'head -c 5000000 /dev/urandom > "$AIFLOW_ARTIFACTS/data"' })`),
  )
  const execution = await Execution.start(home, 'faults')
  await execution.reached('leaving', 'SUCCESS')
  disks.push(SmallDisk.mount(3))
  const small = disks[1]!.folder
  const full = { exitCode: 1, stderr: expect.stringMatching(/^Error: [^\n]* (is full|no space left)[^\n]*\n$/) }

  expect(await home.run('db', 'backup', join(small, 'backup'))).toMatchObject(full)
  expect(await home.run('task-execution', 'download', String(execution.id), 'leaving', '--to', small)).toMatchObject(
    full,
  )
  expect(readdirSync(small)).toEqual([])

  const backup = join(outside.folder, 'backup')
  await home.must('db', 'backup', backup)
  await home.must('workflow-execution', 'stop', String(execution.id), '--wait')
  await home.must('server', 'stop')
  rmSync(join(home.folder, 'blobs'), { recursive: true })
  disks[0]!.fill(1)
  expect(await home.run('db', 'restore', backup, '--yes')).toMatchObject({
    ...full,
    stderr: expect.stringMatching(/^Error: .* is full.*$/m),
  })
  expect(readdirSync(home.folder).filter((name) => /incoming|replaced/.test(name))).toEqual([])
  disks[0]!.free()
  await home.must('db', 'restore', backup, '--yes')
  await home.start()
  await home.must('task-execution', 'download', String(execution.id), 'leaving', '--to', outside.folder)
  expect(statSync(join(outside.folder, 'data')).size).toBe(5_000_000)
})
