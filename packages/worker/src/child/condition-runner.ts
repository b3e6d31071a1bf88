import type { Condition, Workflow } from '@aiflow/sdk'
import type { ConditionAnswer, EvaluateRequest, Json } from '@aiflow/sdk/internal'
import type { EvaluationResult } from '../children/messages.ts'
import type { Bundle } from './bundle.ts'
import { ConditionContext } from './condition-context.ts'
import { describeError, logError } from './error-text.ts'

/** What follows must not use up the time that one call has. */
const FOLLOWING_LIMIT_MS = 20
/** Nor may the answers together be longer than a server takes in one message. */
const MAX_FOLLOWING_CHARACTERS = 4 * 1024 * 1024

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
      const first = await ask(condition, request)
      const { following } = request
      if (following === undefined || first.met) return { type: 'ok', ...first }
      return { type: 'ok', ...first, following: await askOn(condition, request, first.states) }
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

async function ask(condition: Condition, request: EvaluateRequest): Promise<ConditionAnswer> {
  const context = new ConditionContext(request)
  const met = await condition.isMet(request.event, context)
  return { met: met === true, states: context.changes() }
}

/** Asks about what follows, as long as the condition is not met and answers quickly. One that throws is asked again alone. */
async function askOn(
  condition: Condition,
  request: EvaluateRequest,
  changed: Readonly<Record<string, Json>>,
): Promise<ConditionAnswer[]> {
  const answers: ConditionAnswer[] = []
  const deadline = performance.now() + FOLLOWING_LIMIT_MS
  let states = { ...request.states, ...changed }
  let characters = 0
  for (const event of request.following ?? []) {
    if (performance.now() > deadline || characters > MAX_FOLLOWING_CHARACTERS) break
    const answer = await ask(condition, { ...request, event, states }).catch(() => null)
    if (answer === null) break
    answers.push(answer)
    characters += JSON.stringify(answer.states).length
    if (answer.met) break
    states = { ...states, ...answer.states }
  }
  return answers
}

function conditionOf(workflow: Workflow, rule: EvaluateRequest['rule']): Condition | undefined {
  if (rule.type === 'trigger') return workflow.triggers.get(rule.name)?.condition
  return workflow.tasks.get(rule.task)?.rules.find(({ name }) => name === rule.name)?.condition
}
