import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const ARROWS = fileURLToPath(new URL('../fixtures/arrows.ts', import.meta.url))
const IDLE = fileURLToPath(new URL('../fixtures/idle.ts', import.meta.url))
const KILL_POINT = new URL('../support/server-kill-point.ts', import.meta.url).href

/*
 * One kill for each arrow of the ring that leads into the server or out of it. All stories are told in one execution, so
 * that the counts at the end are those of all of them.
 */
let home: AIFlowHome
let witness: Witness
let execution: Execution
let sent = 0

beforeAll(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(ARROWS)
  execution = await Execution.start(home, 'arrows')
  await witness.pidOf('stream')
})

afterAll(() => home.remove())

/** Lets a server begin that kills itself at a point, does what leads there, and starts another one once it is dead. */
async function crashAt(point: string, act: () => Promise<unknown>): Promise<void> {
  await home.killServer()
  Object.assign(home.environment, { NODE_OPTIONS: `--import=${KILL_POINT}`, KILL_POINT: point })
  await home.start()
  for (const name of ['NODE_OPTIONS', 'KILL_POINT']) delete home.environment[name]
  await home.workerBack()
  const doomed = home.serverPid
  home.open('armed')
  const acted = act()
  await waitUntil(`the server to be killed at ${point}`, () => !isAlive(doomed))
  rmSync(join(home.folder, 'armed'))
  await home.start()
  await acted
}

async function go(): Promise<void> {
  sent += 1
  await home.client.events.send({ key: 'go', value: `${sent}`, workflowExecutionId: execution.id })
}

/** How often each thing is there that each event is to lead to once. */
async function counts() {
  const values = (await execution.events('go')).map(({ value }) => Number(value))
  return {
    events: values.length,
    different: new Set(values).size,
    state: await home.client.workflowExecutions.states(execution.id),
    once: await countsOf('once'),
    counted: await countsOf('counted'),
    doubles: witness.doubles(),
    deadLetters: (await home.client.deadLetters.list()).items,
  }
}

async function countsOf(task: string) {
  const fired = (await execution.verdicts(task)).filter(({ verdict }) => verdict === 'fired')
  const ended = await execution.taskExecutions(task)
  return {
    fired: fired.length,
    firstAttempts: ended.filter(({ status, attemptNumber }) => status === 'SUCCESS' && attemptNumber === 1).length,
    executions: ended.length,
    begun: witness.of(task, 'begin').length,
    ended: witness.of(task, 'end').length,
  }
}

describe('an event that is on its way when the server is killed counts once', () => {
  it.each([
    // The event with its step; what the condition said; the reports of both tasks.
    ...[0, 1, 2, 3].flatMap((passes) => [`commit:before:${passes}`, `commit:after:${passes}`]),
    'answer:before',
    'answer:after',
    'start:before',
    'start:after',
    'acknowledge:before',
    'acknowledge:after',
  ])('%s', async (point) => {
    await crashAt(point, go)
    for (const task of ['once', 'counted']) await execution.reached(task, 'SUCCESS', sent)
    const each = { fired: sent, firstAttempts: sent, executions: sent, begun: sent, ended: sent }
    const all = { events: sent, different: sent, state: { count: sent }, once: each, counted: each }
    expect(await counts()).toEqual({ ...all, doubles: [], deadLetters: [] })
  })
})

describe('a restart that is on its way when the server is killed ends one process and begins one', () => {
  it.each([
    ...[0, 1].flatMap((passes) => [`commit:before:${passes}`, `commit:after:${passes}`]),
    'stop:before',
    'stop:after',
    'acknowledge:before',
    'acknowledge:after',
    'start:before',
    'start:after',
  ])('%s', async (point) => {
    const { sequenceNumber = 0 } = (await execution.latest('stream')) ?? {}
    const before = await witness.pidOf('stream', sequenceNumber)
    await crashAt(point, () => home.client.events.send({ key: 'again', workflowExecutionId: execution.id }))
    await execution.reached('stream', 'RUNNING', sequenceNumber + 1)
    expect(isAlive(before)).toBe(false)
    expect(isAlive(await witness.pidOf('stream', sequenceNumber + 1))).toBe(true)
    expect(witness.of('stream', 'begin')).toHaveLength(sequenceNumber + 1)
    expect(witness.doubles()).toEqual([])
  })
})

describe('a stop of all executions of a workflow that is on its way when the server is killed stops all of them', () => {
  beforeAll(() => home.upload(IDLE))

  it.each(['commit:after:0', 'commit:before:1', 'commit:after:1'])('%s', async (point) => {
    const { workflows, workflowExecutions } = home.client
    await Promise.all(Array.from({ length: 250 }, () => workflows.startExecution('default', 'idle')))
    const living = async () =>
      (await workflowExecutions.list({ workflow: 'idle', status: 'RUNNING', limit: 1000 })).items.length
    expect(await living()).toBe(250)
    await crashAt(point, () => workflows.stopExecutions('default', 'idle'))
    await expect.poll(living).toBe(0)
  })
})
