import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Cluster } from '../support/cluster.ts'
import { Execution } from '../support/execution.ts'
import { kill9 } from '../support/processes.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const OUTSIDE = fileURLToPath(new URL('../fixtures/outside.ts', import.meta.url))
const TASKS = ['anew', 'resumed', 'once', 'again']

let home: AIFlowHome
let cluster: Cluster
let witness: Witness
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  cluster = new Cluster()
  witness = new Witness(home)
  await cluster.start()
  await home.start()
  await home.upload(OUTSIDE)
  const parameters = { cluster: cluster.url }
  const { workflowExecutionId } = await home.client.workflows.startExecution('default', 'outside', { parameters })
  execution = new Execution(home, workflowExecutionId)
  for (const task of TASKS) await witness.pidOf(task)
})

afterEach(async () => {
  cluster.close()
  await home.remove()
})

const jobOf = async (task: string): Promise<number> => {
  const handle = (await execution.latest(task))?.handle as { job: number } | null | undefined
  return handle?.job ?? -1
}

const begins = (task: string) => witness.of(task, 'begin')

/** Kills the process of a task, and gives what follows when a number of attempts have begun in all. */
const killTask = async (task: string): Promise<void> => kill9(begins(task).at(-1)?.pid ?? 0)

const begun = (task: string, count: number) =>
  waitUntil(`${count} begins of ${task}`, () => begins(task).length >= count)

const stopped = async () => {
  await home.must('workflow-execution', 'stop', String(execution.id))
  await execution.ended('STOPPED')
}

it('the next attempt stops the work of the one before, or goes on with it, so that there is one job per task', async () => {
  const [anew, resumed] = await Promise.all([jobOf('anew'), jobOf('resumed')])
  expect(cluster.alive()).toHaveLength(TASKS.length)
  for (const task of ['anew', 'resumed']) await killTask(task)
  for (const task of ['anew', 'resumed']) await begun(task, 2)
  for (const task of ['anew', 'resumed']) await execution.reached(task, 'RUNNING')
  expect(await jobOf('resumed')).toBe(resumed)
  expect(await jobOf('anew')).not.toBe(anew)
  expect(cluster.alive()).not.toContain(anew)
  expect(cluster.alive()).toHaveLength(TASKS.length)
  expect(cluster.started).toBe(TASKS.length + 1)
  await stopped()
  expect(cluster.alive()).toEqual([])
})

it('a restart starts the next job when the one before is gone, also where the process of the task is dead', async () => {
  const first = await jobOf('again')
  cluster.isUnreachable = true
  await killTask('again')
  await home.must('event', 'send', 'again')
  await execution.reached('again', 'STOPPING', 1)
  expect(cluster.started).toBe(TASKS.length)
  cluster.isUnreachable = false
  await execution.reached('again', 'RUNNING', 2)
  await begun('again', 2)
  expect(cluster.alive()).not.toContain(first)
  expect(cluster.alive()).toHaveLength(TASKS.length)
})

describe('a task whose process is dead for good', () => {
  it('has failed when its job is gone, and says until then what keeps it', async () => {
    const job = await jobOf('once')
    cluster.isUnreachable = true
    await killTask('once')
    const key = `${execution.id}/once`
    await waitFor('the reason', async () => ((await execution.latest('once'))?.stopError ? true : null))
    const shown = await home.must('task-execution', 'show', key)
    expect(shown).toMatch(/STOPPING/)
    expect(shown).toMatch(/no route to the job/)
    const killed = await home.killWorker()
    await home.crashServer()
    await home.workerBack(killed)
    expect(await execution.latest('once')).toMatchObject({ status: 'STOPPING', stopPhase: 'outside' })
    expect(cluster.alive()).toContain(job)
    cluster.isUnreachable = false
    expect(await execution.reached('once', 'FAILED')).toMatchObject({ handle: null, outcome: { reason: 'signal' } })
    expect(cluster.alive()).not.toContain(job)
    expect(await execution.statuses('once')).toEqual(['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'FAILED'])
  })

  it('is stopped without confirmation where someone forces it, and that stays visible', async () => {
    cluster.isUnreachable = true
    await killTask('once')
    await execution.reached('once', 'STOPPING')
    await home.must('task-execution', 'stop', `${execution.id}/once`, '--force')
    await execution.reached('once', 'STOPPED')
    expect(await home.must('task-execution', 'show', `${execution.id}/once`)).toMatch(/stopped, unconfirmed/)
  })
})

describe('whatever is killed in whatever order, there is one job per task, and none after the stop', () => {
  const kills = {
    task: () => Promise.all(['anew', 'resumed'].map(killTask)),
    worker: () => home.killWorker(),
    server: () => home.killServer(),
  }
  const orders: (keyof typeof kills)[][] = [
    ['task', 'worker', 'server'],
    ['task', 'server', 'worker'],
    ['worker', 'task', 'server'],
    ['worker', 'server', 'task'],
    ['server', 'task', 'worker'],
    ['server', 'worker', 'task'],
  ]

  it.each(orders)('%s, %s, %s', async (...order) => {
    const { workerPid } = home
    const resumed = await jobOf('resumed')
    // A worker that the server starts meanwhile is killed as well, or is the next one.
    for (const what of order) await kills[what]()
    await home.start()
    await home.workerBack(workerPid)
    for (const task of ['anew', 'resumed']) await begun(task, 2)
    for (const task of TASKS) await execution.reached(task, 'RUNNING')
    const jobs = await Promise.all(TASKS.map(jobOf))
    expect(cluster.alive().toSorted()).toEqual(jobs.toSorted())
    expect(jobs[TASKS.indexOf('resumed')]).toBe(resumed)
    await stopped()
    expect(cluster.alive()).toEqual([])
  })
})
