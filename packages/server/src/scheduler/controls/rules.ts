import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import { circuitOf, setByHand } from '../judging/circuits.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import { requireExecution, requireTask } from './lookup.ts'

type RuleRequest = Extract<ControlRequest, { type: 'closeRule' | 'disableRule' | 'enableRule' }>

/**
 * A second request is not an error. `close` does not enable a disabled rule, and `enable` does not close an open circuit.
 */
export function setRule(step: Step, { type, workflowExecutionId, task, rule }: RuleRequest): Json {
  const lane = requireExecution(step, workflowExecutionId)
  requireRule(lane, task, rule)
  const of = { task, rule }
  const circuit = circuitOf(lane, of)
  const isOff = circuit?.status === 'disabled'
  if (type === 'disableRule' && !isOff) setByHand(step, lane, of, true)
  if (type === 'enableRule' && isOff) setByHand(step, lane, of, false)
  if (type === 'closeRule' && !isOff && circuit !== null) setByHand(step, lane, of, false)
  return { workflowExecutionId, task, rule, circuit: circuitOf(lane, of) }
}

function requireRule(lane: ExecutionLane, task: string, rule: string): void {
  requireTask(lane, task)
  const rules = lane.plan.tasks.get(task)?.rules ?? []
  if (rules.some(({ name }) => name === rule)) return
  const names = rules.map(({ name }) => `"${name}"`).join(', ')
  throw new AIFlowError(
    'RULE_NOT_FOUND',
    `The task "${task}" has no rule "${rule}". It has ${names === '' ? 'none' : names}.`,
    { details: { workflowExecutionId: lane.execution.id, task, rule } },
  )
}
