import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { tokenOfPrincipal } from '@aiflow/sdk/internal/model'
import type { ApprovalDefinition } from '@aiflow/sdk/internal/wire'
import type { ControlRequest } from '../../log/control.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import { startersOf } from '../executions/starters.ts'
import type { Step } from '../step.ts'
import { approvalOf, takeAnswer } from '../tasks/approvals.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { requireExecution, requireTask } from './lookup.ts'

type Request = Extract<ControlRequest, { type: 'answerApproval' }>

/** The first answer ends the task. Throws `APPROVAL_CLOSED`, `FORBIDDEN` or `INVALID_ARGUMENT`. */
export function answerApproval(step: Step, request: Request): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  const slot = requireTask(lane, request.task)
  const approval = approvalOf(slot)
  if (approval === null) throw refusal('INVALID_ARGUMENT', slot, 'it is not an approval, so nobody can answer it.')
  const { principal } = step.event
  requireApprover(slot, approval, principal)
  const sequenceNumber = requireOpen(step, slot, request)
  const parameters = parametersOf(slot, approval, request)
  const { choice, comment = null } = request
  step.touched.add(lane)
  return { sequenceNumber, choice, status: takeAnswer(step, slot, { choice, principal, comment, parameters }) }
}

/** With defaults filled in. Nothing follows from an answer that fails the task, so it brings none. */
function parametersOf(
  slot: TaskSlot,
  { choices }: ApprovalDefinition,
  { choice, parameters = {} }: Request,
): Parameters {
  const chosen = choices.find(({ name }) => name === choice)
  if (chosen === undefined) {
    const offered = choices.map(({ name }) => `"${name}"`).join(', ')
    throw refusal('INVALID_ARGUMENT', slot, `it has no choice "${choice}". Choose one of ${offered}.`)
  }
  if (chosen.fails !== true) return slot.lane.plan.answers.get(slot.name)?.check(parameters) ?? {}
  if (Object.keys(parameters).length === 0) return {}
  throw refusal('INVALID_ARGUMENT', slot, `"${choice}" fails the task, so it takes no parameters. Leave them out.`)
}

/** Tasks cannot answer. */
function requireApprover(
  slot: TaskSlot,
  { approvers, starterMayAnswer }: ApprovalDefinition,
  principal: string | null,
) {
  const name = tokenOfPrincipal(principal)
  if (name === null) throw refusal('FORBIDDEN', slot, 'tasks cannot answer. Use a token that may operate the workflow.')
  if (approvers !== undefined && !approvers.includes(name)) {
    const allowed = approvers.map((approver) => `"${approver}"`).join(', ')
    throw refusal('FORBIDDEN', slot, `the token "${name}" may not answer it. These may: ${allowed}.`)
  }
  if (starterMayAnswer !== false || !startersOf(slot.lane).includes(principal)) return
  throw refusal(
    'FORBIDDEN',
    slot,
    `the token "${name}" has started the workflow execution, so another one must answer.`,
  )
}

/** An answer is for one run, and nobody can have seen a run that began in the same commit. */
function requireOpen(step: Step, slot: TaskSlot, { sequenceNumber: asked }: Request): number {
  const { latest } = slot
  if (latest === null || latest.startOffset > step.world.committedOffset) {
    throw refusal('APPROVAL_CLOSED', slot, 'it has not asked yet.')
  }
  const { sequenceNumber, status, outcome } = latest
  if (asked !== sequenceNumber) {
    throw refusal(
      'APPROVAL_CLOSED',
      slot,
      `the answer is for its run ${asked}, but its latest run is ${sequenceNumber}.`,
    )
  }
  if (status === 'RUNNING') return sequenceNumber
  const how = outcome?.type === 'success' ? ` with the answer ${JSON.stringify(outcome.output)}` : ''
  throw refusal('APPROVAL_CLOSED', slot, `it does not wait for an answer: it is ${status}${how}.`)
}

function refusal(
  code: 'APPROVAL_CLOSED' | 'FORBIDDEN' | 'INVALID_ARGUMENT',
  { name: task, lane }: TaskSlot,
  problem: string,
): AIFlowError {
  const { id: workflowExecutionId } = lane.execution
  const message = `The task "${task}" of the workflow execution ${workflowExecutionId} cannot be answered: ${problem}`
  return new AIFlowError(code, message, { details: { workflowExecutionId, task } })
}
