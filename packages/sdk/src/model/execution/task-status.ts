import { enumeration } from './enumeration.ts'

/**
 * The status of a task execution. INIT: waiting for a slot. QUEUED: assigned to a worker, not started yet. RUNNING: its
 * process is running. STOPPING: a stop was requested and is not confirmed yet. RETRYING: the last attempt failed, and another
 * one follows. SUCCESS, FAILED, STOPPED: ended.
 *
 * Source: `ai_flow.model.status.TaskStatus`.
 */
export const TaskStatus = enumeration('a task status', [
  'INIT',
  'QUEUED',
  'RUNNING',
  'SUCCESS',
  'FAILED',
  'STOPPING',
  'STOPPED',
  'RETRYING',
])

export type TaskStatus = (typeof TaskStatus.values)[number]

/** True for SUCCESS, FAILED and STOPPED. */
export function isFinished(status: TaskStatus): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'STOPPED'
}

/** True for INIT, QUEUED, RUNNING, STOPPING and RETRYING. */
export function isAlive(status: TaskStatus): boolean {
  return !isFinished(status)
}
