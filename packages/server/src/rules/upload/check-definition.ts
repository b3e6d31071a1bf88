import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ConditionDefinition, TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { parseExpression } from '../../calendar/expression.ts'
import { exampleVariables } from '../../calendar/scheduled-time.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import { ParameterSchema } from '../../parameters/parameter-schema.ts'
import { checkCondition, upstreamsOf } from '../conditions/kinds.ts'
import { checkApproval } from './check-approval.ts'
import { checkMapOver } from './check-map-over.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkSizes } from './check-sizes.ts'
import { checkStarts } from './check-starts.ts'
import { checkSubWorkflow } from './check-sub-workflow.ts'

/**
 * What the schema of a definition cannot say: names that are unique, rules on tasks that exist, expressions that mean
 * something. `now` is in milliseconds since the epoch. Throws `INVALID_WORKFLOW`, `UNKNOWN_TASK`, `DUPLICATE_TASK`, `INVALID_CONDITION` or `INVALID_EXPRESSION`.
 */
export function checkDefinition(definition: WorkflowDefinition, now: number): void {
  checkSizes(definition)
  const parameters = new ParameterSchema({ workflow: definition.name }, definition.parameters)
  if (definition.parameters !== undefined) parameters.compile()
  const names = new Set<string>()
  for (const task of definition.tasks) {
    if (names.has(task.name)) {
      throw new AIFlowError('DUPLICATE_TASK', `The workflow "${definition.name}" has two tasks named "${task.name}".`)
    }
    names.add(task.name)
  }
  for (const task of definition.tasks) checkTask(definition.name, task, names)
  checkStarts(definition)
  requireUnique(definition.triggers, `triggers of the workflow "${definition.name}"`)
  requireUnique(definition.schedules, `schedules of the workflow "${definition.name}"`)
  for (const trigger of definition.triggers) checkTriggerCondition(trigger.condition, `the trigger "${trigger.name}"`)
  for (const trigger of definition.triggers) {
    checkStart(definition.name, { noun: 'trigger', name: trigger.name }, () => parameters.check(trigger.parameters))
  }
  for (const schedule of definition.schedules) {
    const calendar = parseExpression(schedule.expression, schedule.timezone, now)
    checkStart(definition.name, { noun: 'schedule', name: schedule.name }, () => {
      parameters.check(fillParameters(schedule.parameters, exampleVariables(calendar, schedule.timezone, now)))
    })
  }
}

/** A trigger reacts to events only. Tasks belong to an execution, which a trigger does not have. */
export function checkTriggerCondition(condition: ConditionDefinition, where: string): void {
  if (upstreamsOf(condition).length > 0) {
    throw new AIFlowError(
      'INVALID_CONDITION',
      `The condition of ${where} names tasks. Let it wait for an event instead.`,
    )
  }
  checkCondition(condition, where)
}

/** Refuses a trigger or schedule that could never start an execution. */
function checkStart(
  workflow: string,
  { noun, name }: { readonly noun: 'trigger' | 'schedule'; readonly name: string },
  check: () => void,
): void {
  try {
    check()
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    throw new AIFlowError(
      'INVALID_WORKFLOW',
      `The ${noun} "${name}" could never start the workflow "${workflow}". ${error.message} Add the parameters to the definition of the ${noun}, or give them defaults in the workflow.`,
      { details: { ...error.details, workflow, [noun]: name }, cause: error },
    )
  }
}

function checkTask(workflow: string, task: TaskDefinition, names: ReadonlySet<string>): void {
  requireUnique(task.rules, `rules of the task "${task.name}"`)
  if (task.onStop && task.periodicExpression !== undefined) {
    const message = `The task "${task.name}" of the workflow "${workflow}" has both "onStop" and a periodic expression, but a timer cannot start a clean-up task. Remove one of the two.`
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, task: task.name } })
  }
  checkSecrets(workflow, task)
  if (task.operator.type === 'approval') checkApproval(workflow, task, task.operator)
  if (task.operator.type === 'workflow') checkSubWorkflow(workflow, task, task.operator)
  if (task.mapOver !== undefined) checkMapOver(workflow, task, { names, mapOver: task.mapOver })
  if (task.periodicExpression !== undefined) parseExpression(task.periodicExpression, task.timezone ?? 'UTC', 0)
  for (const { name, condition } of task.rules) {
    const where = `the rule "${name}" of the task "${task.name}"`
    checkCondition(condition, where)
    for (const upstream of upstreamsOf(condition)) {
      if (names.has(upstream)) continue
      throw new AIFlowError(
        'UNKNOWN_TASK',
        `In the workflow "${workflow}", ${where} waits for the task "${upstream}", which does not exist.`,
        { details: { workflow, task: task.name, rule: name, unknownTask: upstream } },
      )
    }
  }
}

function requireUnique(items: readonly { readonly name: string }[], what: string): void {
  const seen = new Set<string>()
  for (const { name } of items) {
    if (seen.has(name)) throw new AIFlowError('INVALID_WORKFLOW', `Two ${what} are named "${name}".`)
    seen.add(name)
  }
}
