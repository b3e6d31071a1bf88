import { isAIFlowError } from '@aiflow/sdk'
import type { WorkflowExecutionResource } from '@aiflow/sdk/client'
import { isAlive, processesOf } from '../support/processes.ts'
import { unsettledAttempts } from '../support/unsettled-attempts.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'
import type { Fault } from './audit/fault.ts'
import type { ByHand } from './by-hand.ts'
import type { ChaosHome } from './chaos-home.ts'
import { countInbox, countKept } from './evidence.ts'

/** Workflows whose executions end without a stop. */
const ENDING = ['chain', 'batch', 'scheduled', 'short', 'crowded', 'late', 'heavy', 'past', 'together', 'nested']
/** They end with what waits for them. */
const NESTED = ['nested-middle', 'nested-leaf']
const QUEUEING = ['counting', 'joined']
const STREAMING = ['streams', 'outside']

/** Brings a home to rest. Each step has its own time limit, and a step that does not finish is a fault. */
export async function comeToRest(chaos: ChaosHome, byHand: ByHand, limitMs: number): Promise<Fault[]> {
  const faults: Fault[] = []
  const step = async (what: string, look: () => Promise<boolean> | boolean) => {
    try {
      await waitUntil(what, look, limitMs)
    } catch (error) {
      faults.push({ audit: 'rest', message: error instanceof Error ? error.message : String(error) })
    }
    chaos.note(`rest: ${what}`)
  }
  await byHand.resumeAll()
  await chaos.patient.schedules.pause('default', 'scheduled', 'often')
  await step('empty inboxes', () => countInbox(chaos.home.folder) === 0)
  // A batch that is not full becomes an execution once its time is over.
  await step('the executions for all that triggers keep', () => countKept(chaos.home.folder) === 0)
  await step('the end of all backfills', async () => {
    const { items } = await chaos.patient.backfills.list({ namespace: 'default', status: 'RUNNING', limit: 1 })
    return items.length === 0
  })
  await step('the end of what ends by itself', async () => {
    for (const { id } of await livingOf(chaos, ['late'])) await byHand.retry(id)
    return (await livingOf(chaos, [...ENDING, ...NESTED])).length === 0
  })
  await step('the end of all queued starts', async () => (await aliveTasksOf(chaos, QUEUEING)) === 0)
  await step('a process for each running task', () => hasProcesses(chaos))
  await step('a daemon for each task that has one', () => hasDaemons(chaos))
  await step('the stop of all executions', () => stopAll(chaos))
  await step('the worker to keep nothing', () => unsettledAttempts(chaos.home.folder).length === 0)
  return [...faults, ...strays(chaos), ...(await leave(chaos))]
}

async function livingOf(chaos: ChaosHome, workflows: readonly string[]): Promise<WorkflowExecutionResource[]> {
  const lists = await Promise.all(
    workflows.flatMap((workflow) =>
      (['RUNNING', 'INIT'] as const).map((status) =>
        chaos.patient.workflowExecutions.list({ namespace: 'default', workflow, status, limit: 1000 }),
      ),
    ),
  )
  return lists.flatMap(({ items }) => items)
}

async function aliveTasksOf(chaos: ChaosHome, workflows: readonly string[]): Promise<number> {
  let alive = 0
  for (const { id } of await livingOf(chaos, workflows)) {
    const { tasks } = await chaos.patient.workflowExecutions.get(id)
    alive += tasks.filter(({ latest }) => latest !== null && latest.endTime === null).length
  }
  return alive
}

/** Whether each task that is RUNNING has the process that began its attempt. */
async function hasProcesses(chaos: ChaosHome): Promise<boolean> {
  const begins = new Map(
    new Witness(chaos.home).all().flatMap((each) => (each.mark === 'begin' ? [[each.attemptId, each.pid]] : [])),
  )
  for (const { id } of await livingOf(chaos, STREAMING)) {
    const { tasks } = await chaos.patient.workflowExecutions.get(id)
    for (const { latest } of tasks) {
      if (latest === null || latest.endTime !== null) continue
      const pid = begins.get(latest.attemptId ?? '')
      if (latest.status !== 'RUNNING' || pid === undefined || !isAlive(pid)) return false
    }
  }
  return true
}

/** Whether each task that is RUNNING has a daemon, and there are no others. */
async function hasDaemons(chaos: ChaosHome): Promise<boolean> {
  const details = (await livingOf(chaos, ['outside'])).map(({ id }) => chaos.patient.workflowExecutions.get(id))
  const running = (await Promise.all(details)).flatMap(({ id, tasks }) =>
    tasks.flatMap(({ name, latest }) => (latest?.status === 'RUNNING' ? [`${id}/${name}`] : [])),
  )
  const alive = chaos.daemons.alive().map((name) => name.split('/').slice(0, 2).join('/'))
  return alive.toSorted().join() === running.toSorted().join()
}

async function stopAll(chaos: ChaosHome): Promise<boolean> {
  const living = await livingOf(chaos, [...STREAMING, ...QUEUEING, ...ENDING])
  for (const { id, stopping } of living) {
    if (stopping) continue
    await chaos.patient.workflowExecutions.stop(id).catch((error: unknown) => {
      // It had already ended.
      if (!isAIFlowError(error) || error.code !== 'EXECUTION_ENDED') throw error
    })
  }
  return living.length === 0
}

/** Processes of attempts that are left although there are no attempts. */
function strays(chaos: ChaosHome): Fault[] {
  return processesOf(chaos.home.folder)
    .filter(({ pid, environment }) => isAlive(pid) && environment.includes('AIFLOW_ATTEMPT_ID='))
    .map(({ pid, command, environment }) => {
      const attemptId = /AIFLOW_ATTEMPT_ID=([^\0]*)/.exec(environment)?.[1]
      return { audit: 'rest', message: `process ${pid} of attempt ${attemptId} is still alive: ${command}` }
    })
}

async function leave(chaos: ChaosHome): Promise<Fault[]> {
  const { exitCode, stderr } = await chaos.home.run('server', 'stop', '--all')
  const left = processesOf(chaos.home.folder).filter(({ pid }) => isAlive(pid))
  return [
    ...(exitCode === 0 ? [] : [{ audit: 'rest', message: `"server stop --all" ended with ${exitCode}: ${stderr}` }]),
    ...left.map(({ pid, command }) => ({
      audit: 'rest',
      message: `process ${pid} outlived "server stop --all": ${command}`,
    })),
  ]
}
