/**
 * The status of a task execution. INIT: created, waits for a worker slot. QUEUED: assigned to a worker, its command may
 * have left. RUNNING: its process is up. SUCCESS, FAILED, STOPPED: ended. STOPPING: a stop was requested and is not yet
 * confirmed. RETRYING: the last attempt failed and another one follows.
 *
 * Source: `ai_flow.model.status.TaskStatus`.
 */
export const TaskStatus = Object.freeze({
  INIT: 'INIT',
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCESS: 'SUCCESS',
  FAILED: 'FAILED',
  STOPPING: 'STOPPING',
  STOPPED: 'STOPPED',
  RETRYING: 'RETRYING',
})

export type TaskStatus = (typeof TaskStatus)[keyof typeof TaskStatus]

/** True for SUCCESS, FAILED and STOPPED. */
export function isFinished(status: TaskStatus): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'STOPPED'
}

/** True for INIT, QUEUED, RUNNING, STOPPING and RETRYING. */
export function isAlive(status: TaskStatus): boolean {
  return !isFinished(status)
}
