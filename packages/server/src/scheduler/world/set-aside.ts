import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseLaneId } from '../../model/lane-id.ts'
import { parseTimerId } from '../../model/timer-ids.ts'
import type { SchedulerImage } from '../../storage/image.ts'
import type { UnreadableRow } from '../../storage/rows.ts'

interface TimerOwners {
  schedule(id: number): boolean
  backfill(id: number): boolean
  workflow(id: number): boolean
  trigger(workflowId: number, triggerId: number): boolean
  triggerNamed(workflowId: number, name: string): boolean
}

/**
 * The rows of the store that are not in the world, since they cannot be read. They stay unchanged until somebody repairs or
 * replaces the store. Until then their timers wait, and workers neither end nor forget their attempts.
 */
export class SetAside {
  readonly rows: UnreadableRow[]
  readonly #executions: Set<number>
  readonly #attempts: Set<string>

  constructor(image: Pick<SchedulerImage, 'unreadable' | 'leftOut'>) {
    this.rows = [...image.unreadable]
    this.#executions = new Set(image.leftOut.executionIds)
    this.#attempts = new Set(image.leftOut.attemptIds)
  }

  add(row: UnreadableRow): void {
    this.rows.push(row)
  }

  addExecution(id: number, attemptIds: readonly string[], reason: string): void {
    this.add({ table: 'workflow_executions', key: String(id), reason })
    this.#executions.add(id)
    for (const attemptId of attemptIds) this.#attempts.add(attemptId)
  }

  hasExecution(id: number): boolean {
    return this.#executions.has(id)
  }

  hasAttempt(attemptId: string): boolean {
    return this.#attempts.has(attemptId)
  }

  /** Throws `ROW_UNREADABLE` if this row exists but cannot be read. */
  require(table: string, key: string): void {
    const row = this.rows.find((each) => each.table === table && each.key === key)
    if (row !== undefined) throw unreadableError(`The row "${key}" of "${table}" in the store cannot be read`, row)
  }

  requireExecution(id: number): void {
    if (!this.hasExecution(id)) return
    const row = { table: 'workflow_executions', key: String(id), reason: 'it is incomplete' }
    throw unreadableError(`The workflow execution ${id} is alive, but its rows in the store cannot be read`, row)
  }

  /** Whether a timer belongs to something that was set aside. Such a timer must not fire, since it would be removed without effect. */
  ownsTimer(timerId: string, isThere: TimerOwners): boolean {
    if (this.rows.length === 0) return false
    const timer = parseTimerId(timerId)
    switch (timer?.kind) {
      case undefined:
      case 'forget-worker':
        return false
      case 'schedule':
        return !isThere.schedule(timer.scheduleId)
      case 'backfill':
        return !isThere.backfill(timer.backfillId)
      case 'stop-all':
        return !isThere.workflow(timer.workflowId)
      case 'batch':
        return !isThere.trigger(timer.workflowId, timer.triggerId)
      case 'rule': {
        const { kind, id } = parseLaneId(timer.lane)
        return kind === 'execution' ? this.hasExecution(id) : !isThere.triggerNamed(id, timer.rule.rule)
      }
      case 'children':
      case 'items':
      case 'retry':
      case 'answer':
      case 'child-limit':
      case 'periodic':
      case 'timeout':
      case 'clean-up':
        return this.hasExecution(timer.workflowExecutionId)
    }
  }
}

function unreadableError(what: string, { table, key, reason }: UnreadableRow): AIFlowError {
  const message = `${what} (${reason}). It is left unchanged and cannot be used. See "aiflow server status", and restore a backup with "aiflow db restore BACKUP".`
  return new AIFlowError('ROW_UNREADABLE', message, { details: { table, key, reason } })
}
