import type { TaskExecutionResource, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { wordOf } from '@aiflow/sdk/internal/text'
import {
  describeCondition,
  pythonEnvironmentText,
  pythonRunText,
  type RuleDefinition,
  type TaskDefinition,
} from '@aiflow/sdk/internal/wire'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'

/** `START when event "data_prepared"` */
export function describeRule(rule: RuleDefinition): string {
  const sentence = `${rule.action} when ${describeCondition(rule.condition)}`
  switch (rule.whenAlive) {
    case 'ignore':
      return sentence
    case 'latest':
      return `${sentence}; while it is alive, the newest waits`
    case 'queue':
      return `${sentence}; while it is alive, up to ${rule.queueLimit} wait in order`
  }
}

/** Everything that starts, stops or restarts a task. */
export function describeTaskRules(task: TaskDefinition): string[] {
  const rules = task.rules.map(describeRule)
  if (task.periodicExpression !== undefined) {
    const zone = task.timezone === undefined ? '' : ` (${task.timezone})`
    return [`START at each ${task.periodicExpression}${zone}`, ...rules]
  }
  const isStarted = task.rules.some((rule) => rule.action !== 'STOP')
  if (task.onStop && !isStarted) return ['START, as clean-up, when the workflow execution is stopped', ...rules]
  return isStarted ? rules : ['START with the workflow execution', ...rules]
}

/** What a task does: the command, the Python or the class of its code that it runs, what it asks, or the workflow that it starts. */
export function describeOperator({ operator }: TaskDefinition): string {
  switch (operator.type) {
    case 'bash':
      return `bash: ${operator.command}`
    case 'python':
      return `python: ${pythonRunText(operator)} (${pythonEnvironmentText(operator)})`
    case 'code':
      return operator.className
    case 'approval':
      return `approval: ${operator.message}`
    case 'workflow':
      return `workflow: ${operator.workflow}`
  }
}

/** What started a task execution: `by hand`, `by event "data_prepared" (offset 12)`, `by its timer` */
export function describeTrigger(trigger: Trigger): string {
  const event = trigger.events.at(-1)
  // A rerun hands over the events of the start that it repeats.
  if (trigger.type === 'MANUAL') return 'by hand'
  if (event !== undefined) return `by ${describeCause(event)} (offset ${event.offset})`
  return trigger.type === 'PERIODIC' ? 'by its timer' : 'by hand'
}

/** The same, for a task that its workflow execution began with, or that belongs to its clean-up, too. */
export function describeStart(
  { trigger, createTime }: Pick<TaskExecutionResource, 'trigger' | 'createTime'>,
  execution: Pick<WorkflowExecutionResource, 'beginTime' | 'cleanUp'>,
): string {
  const { requestOffset, type, events } = trigger
  if (events.length === 0 && requestOffset !== undefined && requestOffset === execution.cleanUp?.offset)
    return 'by the stop of its workflow execution'
  return type === 'MANUAL' && execution.beginTime === createTime
    ? 'with its workflow execution'
    : describeTrigger(trigger)
}

/** What started a workflow execution: as for a task, but `by schedule "nightly"`. */
export function describeExecutionTrigger(trigger: Trigger): string {
  if (trigger.type !== 'PERIODIC') return describeTrigger(trigger)
  return trigger.rule === null ? 'by a schedule' : `by schedule "${trigger.rule}"`
}

/** Shows a change of status as such, because its key is for machines. */
function describeCause({ kind, key, value }: Trigger['events'][number]): string {
  const [, what, ...names] = key.split('/')
  if (kind !== 'status') return `event "${key}"`
  return `${what === 'task-status' ? 'task' : 'workflow'} "${names.at(-1)}" becoming ${wordOf(value ?? '')}`
}
