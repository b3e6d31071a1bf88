import type { Overlap, Trigger } from '@aiflow/sdk/internal'
import type { Parameters } from '../parameters/parameter-schema.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { checkParameters } from './execution-parameters.ts'
import { addVerdictRow } from './judge.ts'
import type { Step } from './step.ts'
import type { WorkflowLane } from './workflow-lane.ts'
import { beginExecution, createExecution, startExecution, stopOneOfMany } from './workflow-transitions.ts'

/** A workflow has no more executions than this that wait for their turn. */
const MAX_WAITING = 1000

export interface StartRequest {
  readonly trigger: Trigger
  readonly parameters: Parameters
  readonly overlap: Overlap
}

/** Starts an execution for a trigger or schedule as its overlap policy says, and writes the verdict down. */
export function requestStart(step: Step, workflow: WorkflowLane, request: StartRequest): void {
  const of = { task: null, rule: request.trigger.rule ?? '', action: null }
  const checked = checkParameters(workflow, request.parameters)
  if (!checked.ok) {
    addVerdictRow(step, workflow.id, of, { verdict: 'failed', reason: checked.reason, resultId: null })
    return
  }
  const alive = request.overlap === 'allow' ? [] : step.world.livingExecutions(workflow.row.id)
  const refusal = refusalOf(request.overlap, alive)
  if (refusal !== null) {
    addVerdictRow(step, workflow.id, of, { verdict: 'ignored', reason: refusal, resultId: null })
    return
  }
  if (request.overlap === 'stop-old') {
    for (const lane of alive) if (lane.phase !== 'stopping') stopOneOfMany(step, lane)
  }
  const waits = alive.length > 0
  const create = waits ? createExecution : startExecution
  const { execution } = create(step, workflow, request.trigger, checked.parameters)
  const reason = waits ? 'waits for its turn' : null
  addVerdictRow(step, workflow.id, of, { verdict: 'fired', reason, resultId: execution.id })
}

/**
 * Begins the execution of a workflow whose turn it is: the one with the lowest id of those that live. Whatever it waited for
 * ends at some time, so no newer execution can keep it waiting.
 */
export function admitNext(step: Step, workflowId: number): void {
  if (!step.world.hasWaitingExecutions(workflowId)) return
  const [first] = step.world.livingExecutions(workflowId)
  if (first?.phase === 'waiting' && !first.execution.paused) beginExecution(step, first)
}

function refusalOf(overlap: Overlap, alive: readonly ExecutionLane[]): string | null {
  const [first] = alive
  if (first === undefined) return null
  if (overlap === 'skip') return `the execution ${first.execution.id} is alive`
  const waiting = alive.filter((lane) => lane.phase === 'waiting').length
  return overlap === 'queue' && waiting >= MAX_WAITING ? `${waiting} executions wait for their turn already` : null
}
