import type { Condition, Workflow } from '@aiflow/sdk'
import type { EvaluateRequest } from '@aiflow/sdk/internal'
import type { EvaluationResult } from '../children/messages.ts'
import type { Bundle } from './bundle.ts'
import { ConditionContext } from './condition-context.ts'
import { describeError, logError } from './error-text.ts'

/** Asks the conditions of a bundle. */
export class ConditionRunner {
  readonly #bundle: Bundle

  constructor(bundle: Bundle) {
    this.#bundle = bundle
  }

  /** State changes of a condition that throws are dropped. */
  async evaluate(request: EvaluateRequest): Promise<EvaluationResult> {
    try {
      const condition = this.#find(request)
      const context = new ConditionContext(request)
      const met = await condition.isMet(request.event, context)
      return { type: 'ok', met: met === true, states: context.changes() }
    } catch (error) {
      logError(error)
      return { type: 'error', cause: 'condition', message: describeError(error) }
    }
  }

  #find(request: EvaluateRequest): Condition {
    const { namespace, workflowName, rule } = request
    const workflow = this.#bundle.find(namespace, workflowName)
    const condition = workflow === null ? undefined : conditionOf(workflow, rule)
    if (condition !== undefined) return condition
    const owner = rule.type === 'task' ? `the task "${rule.task}"` : 'the triggers'
    throw new Error(
      `The bundle has no rule "${rule.name}" of ${owner} of the workflow "${workflowName}". Upload it again.`,
    )
  }
}

function conditionOf(workflow: Workflow, rule: EvaluateRequest['rule']): Condition | undefined {
  if (rule.type === 'trigger') return workflow.triggers.get(rule.name)?.condition
  return workflow.tasks.get(rule.task)?.rules.find(({ name }) => name === rule.name)?.condition
}
