import type { TaskActionResult, TaskExecutionResource, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { type Icon, IconBolt, IconHandStop, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { client } from '../../data/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { toast } from '../kit/feedback/toast.ts'

/** A task of a workflow execution and its state. */
export interface OperatedTask {
  readonly execution: Pick<WorkflowExecutionResource, 'id' | 'status' | 'stopping'>
  readonly task: string
  /** The status of its latest execution, null if it never ran. */
  readonly latest: Pick<TaskExecutionResource, 'status' | 'sequenceNumber'> | null
}

export interface TaskActionOffer {
  readonly title: string
  readonly icon: Icon
  readonly isDangerous?: boolean
  readonly run: () => void
}

/** The actions that the current status allows. */
export function taskActionsOf(of: OperatedTask): readonly TaskActionOffer[] {
  const { execution, latest } = of
  const status = latest?.status ?? null
  const isAlive = status !== null && ['INIT', 'QUEUED', 'RUNNING', 'STOPPING', 'RETRYING'].includes(status)
  const isRefused = execution.stopping || execution.status === 'INIT'
  const offers: TaskActionOffer[] = []
  if (status === 'RETRYING' && !isRefused) offers.push({ title: 'Retry now', icon: IconBolt, run: () => retry(of) })
  if (!isAlive && !isRefused) offers.push({ title: 'Start', icon: IconPlayerPlay, run: () => start(of) })
  if (isAlive && !isRefused) offers.push({ title: 'Restart', icon: IconRefresh, run: () => askToRestart(of) })
  if (isAlive && status !== 'STOPPING') {
    offers.push({ title: 'Stop', icon: IconPlayerStop, isDangerous: true, run: () => askToStop(of) })
  }
  if (status === 'STOPPING') {
    offers.push({ title: 'Mark as stopped', icon: IconHandStop, isDangerous: true, run: () => askToForce(of) })
  }
  return offers
}

function retry({ execution, task }: OperatedTask): void {
  void told(client.taskExecutions.retry(execution.id, task), `The next attempt of "${task}" begins.`).catch(
    toast.failure,
  )
}

function start({ execution, task }: OperatedTask): void {
  void told(client.taskExecutions.start(execution.id, task), `"${task}" was started.`).catch(toast.failure)
}

function askToRestart({ execution, task }: OperatedTask): void {
  confirm({
    title: `Restart "${task}"?`,
    text: `The task is stopped, and started again once it has stopped completely.`,
    action: 'Restart task',
    run: () => told(client.taskExecutions.restart(execution.id, task), `"${task}" is restarted.`),
  })
}

function askToStop({ execution, task }: OperatedTask): void {
  confirm({
    title: `Stop "${task}"?`,
    text: 'It is asked to stop; if it does not, its processes are killed. Its status shows when it has stopped.',
    action: 'Stop task',
    isDangerous: true,
    run: () => told(client.taskExecutions.stop(execution.id, task), `"${task}" was asked to stop.`),
  })
}

function askToForce({ execution, task }: OperatedTask): void {
  confirm({
    title: `Mark "${task}" as stopped?`,
    text: 'Nothing has confirmed that it stopped: its processes, or its external work, may still be running. Its outcome will always say so.',
    action: 'Mark as stopped',
    isDangerous: true,
    run: () =>
      told(client.taskExecutions.stop(execution.id, task, { force: true }), `"${task}" was marked as stopped.`),
  })
}

/** Shows a refusal as a failure, with its reason. */
async function told(asked: Promise<TaskActionResult>, success: string): Promise<void> {
  const { verdict, reason } = await asked
  if (verdict === 'ignored') throw new Error(`Nothing was done: ${reason ?? 'its status does not allow it'}.`)
  toast.success(success)
}
