import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { DisturbedCalls } from './support/disturbed-calls.ts'
import { liftFileLimit, limitFiles } from './support/limits.ts'
import { Outside } from './support/outside.ts'

const TASKS = `
  new BashOperator({ name: 'ticking', command: TICK + '; while true; do tick; sleep 0.05; done', stopTimeoutSeconds: 1 })
  for (const name of ['bash', 'code']) {
    const task = name === 'bash'
      // With a variable of its own, it does not get the shell that waits for a command.
      ? new BashOperator({ name, command: TICK + '; tick; sleep infinity', env: { OWN: '1' } })
      : new FunctionOperator({ name, run: async ({ signal }) => {
          appendFileSync(outside + '/ticks-code', process.pid + '\\n')
          await delay(1e9, undefined, { signal })
        } })
    task.actionOnEventReceived(TaskAction.START, 'go')
  }
`
const LATE = ['bash', 'code']

let home: AIFlowHome
let outside: Outside
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  outside = new Outside()
  await home.start()
  await home.upload(outside.workflow(TASKS))
  execution = await Execution.start(home, 'faults')
  await execution.reached('ticking', 'RUNNING')
})

afterEach(async () => {
  await home.remove()
  outside.remove()
})

it('a worker that can open no file starts nothing and takes nothing for stopped, until it can', async () => {
  const pid = await outside.ticking('ticking')
  const worker = home.workerPid
  limitFiles(worker, 0)
  await home.must('event', 'send', 'go')
  await home.must('task-execution', 'stop', String(execution.id), 'ticking')
  await execution.reached('ticking', 'STOPPING')
  // It may have got its signal by now: what the worker cannot look at does not count as gone.
  for (const task of LATE) expect(await execution.latest(task)).toMatchObject({ status: 'QUEUED' })
  expect(await execution.latest('ticking')).toMatchObject({ status: 'STOPPING' })

  liftFileLimit(worker)
  await execution.reached('ticking', 'STOPPED')
  expect(isAlive(pid)).toBe(false)
  for (const task of LATE) {
    expect(await execution.reached(task, 'RUNNING')).toMatchObject({ attemptNumber: 1 })
    await outside.ticking(task)
    expect(outside.ticks(task)).toHaveLength(1)
  }
  expect(home.workerPid).toBe(worker)
})

it('a worker that gets no more processes starts what waits when it gets them', async () => {
  const calls = await DisturbedCalls.of(home.workerPid, {
    calls: ['clone', 'clone3', 'fork', 'vfork'],
    fault: 'error=EAGAIN',
  })
  await home.must('event', 'send', 'go')
  await execution.reached('bash', 'QUEUED')
  await outside.ticksOn('ticking')
  expect(await execution.latest('bash')).toMatchObject({ status: 'QUEUED' })
  await calls.end()
  for (const task of LATE) {
    expect(await execution.reached(task, 'RUNNING')).toMatchObject({ attemptNumber: 1 })
    await outside.ticking(task)
    expect(outside.ticks(task)).toHaveLength(1)
  }
})

it('a server with more clients than it may have keeps its worker and what it acknowledged, and serves all when there is room', async () => {
  const server = home.serverPid
  const acknowledged = [(await home.client.events.send({ key: 'kept', value: 'before' })).offset]
  limitFiles(server, 20)
  const clients = Array.from({ length: 60 }, () => keepConnection(home.url))
  await Promise.all(clients.map(answeredOrClosed))
  const open = clients.filter(({ destroyed }) => !destroyed)
  expect(open.length).toBeLessThan(40)
  await outside.ticksOn('ticking')

  for (const client of clients) client.destroy()
  await waitUntil('the server to take clients', async () => {
    return fetch(`${home.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  })
  acknowledged.push((await home.client.events.send({ key: 'kept', value: 'after' })).offset)
  const { items } = await home.client.events.list({ key: 'kept' })
  expect(items.map(({ offset }) => offset).toSorted((a, b) => a - b)).toEqual(acknowledged)
  liftFileLimit(server)
  await home.must('event', 'send', 'go')
  for (const task of LATE) await execution.reached(task, 'RUNNING')
  expect(home.serverPid).toBe(server)
})

/** A client that asks once and keeps its connection. */
function keepConnection(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.write(`GET /healthz HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
  return socket
}

function answeredOrClosed(client: Socket): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['data', 'close'] as const) client.once(event, () => resolve())
  })
}
