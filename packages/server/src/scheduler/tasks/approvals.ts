import type { Json } from '@aiflow/sdk/internal/json'
import { tokenOfPrincipal } from '@aiflow/sdk/internal/model'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { ApprovalDefinition } from '@aiflow/sdk/internal/wire'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { timerId } from '../../model/timer-ids.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import { changeStatus, endTask } from './task-transitions.ts'

/*
 * A task that a person answers is INIT, then RUNNING until the first answer, until its time is up, or until it is stopped. It
 * has no attempt, so nothing of it is told to a worker.
 */

/** An answer, or null for the time that is up. */
interface Answer {
  readonly choice: string
  readonly principal: string | null
  readonly comment: string | null
  readonly parameters: Parameters
}

/** What somebody is asked; null for a task that nobody answers. */
export function approvalOf({ task: { operator } }: TaskSlot): ApprovalDefinition | null {
  return operator.type === 'approval' ? operator : null
}

export function beginApproval(step: Step, slot: TaskSlot): void {
  const { timeoutSeconds } = slot.task
  changeStatus(step, slot, 'RUNNING', { beginTime: step.now })
  if (timeoutSeconds === undefined) return
  step.setTimer(timerId.answer(slot.lane.execution.id, slot.name), timeAfter(step.now, msOf(timeoutSeconds)))
}

/** Ends the task by the answer. */
export function takeAnswer(step: Step, slot: TaskSlot, answer: Answer): 'SUCCESS' | 'FAILED' {
  const choice = approvalOf(slot)?.choices.find(({ name }) => name === answer.choice)
  if (choice?.fails === true) {
    endTask(step, slot, 'FAILED', failure('rejected', describeAnswer(answer)))
    return 'FAILED'
  }
  endTask(step, slot, 'SUCCESS', { type: 'success', output: outputOf(step, answer) })
  return 'SUCCESS'
}

/** Takes the answer that the definition names for this case, or fails the task. */
export function timeOutApproval(step: Step, lane: ExecutionLane, taskName: string): void {
  const slot = lane.slot(taskName)
  const approval = approvalOf(slot)
  if (approval === null || slot.latest?.status !== 'RUNNING') {
    return step.setTimer(timerId.answer(lane.execution.id, taskName), null)
  }
  const { onTimeout: choice } = approval
  if (choice === undefined) {
    const message = `Nobody answered within ${slot.task.timeoutSeconds} s.`
    return endTask(step, slot, 'FAILED', failure('timeout', message))
  }
  const fails = approval.choices.some(({ name, fails }) => name === choice && fails === true)
  const parameters = fails ? {} : (lane.plan.answers.get(taskName)?.check({}) ?? {})
  takeAnswer(step, slot, { choice, principal: null, comment: null, parameters })
}

function outputOf(step: Step, { choice, principal, comment, parameters }: Answer): Json {
  return { choice, by: tokenOfPrincipal(principal), time: step.now, comment, parameters: { ...parameters } }
}

function describeAnswer({ choice, principal, comment }: Answer): string {
  const by = tokenOfPrincipal(principal)
  if (by === null) return `Nobody answered in time, which counts as "${choice}".`
  return `Answered "${choice}" by "${by}".${comment === null ? '' : ` ${comment}`}`
}

function failure(reason: 'rejected' | 'timeout', message: string): Outcome {
  return { type: 'failed', reason, message, exitCode: null, signal: null, retryable: false }
}
