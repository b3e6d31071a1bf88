import type { Condition, Event, Workflow } from '@aiflow/sdk'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { quoted } from '@aiflow/sdk/internal/text'
import type { ConditionAnswer, EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import type { EvaluateMessage, EvaluationResult } from '../../children/messages.ts'
import type { Bundle } from '../bundle.ts'
import { ConditionContext, type Seen } from '../context/condition-context.ts'
import { describeError, logError } from '../error-text.ts'
import { contentOf, statusesOf } from './asked-content.ts'

/** The answers about later events must not use up the time limit of one call. */
const FOLLOWING_LIMIT_MS = 20
/** The answers together must not be too long for one message. */
const MAX_FOLLOWING_CHARACTERS = 256 * 1024

/** Evaluates the conditions of a bundle. */
export class ConditionRunner {
  readonly #bundle: Bundle
  readonly #clock: () => number

  /** `now` counts milliseconds. */
  constructor(bundle: Bundle, clock: () => number = () => performance.now()) {
    this.#bundle = bundle
    this.#clock = clock
  }

  /** If the condition throws, its state changes are dropped. */
  async evaluate(message: EvaluateMessage): Promise<EvaluationResult> {
    try {
      const workflow = this.#bundle.find(message.namespace, message.workflowName)
      const condition = find(workflow, message)
      const { event, following, states } = contentOf(message)
      const seen = { states, statusOf: statusesOf(message, workflow) }
      const first = await ask(condition, event, seen)
      if (following === undefined || first.met) return { type: 'ok', ...first }
      const after = { ...seen, states: { ...states, ...first.states } }
      return { type: 'ok', ...first, following: await this.#askOn(condition, following, after) }
    } catch (error) {
      logError(error)
      return { type: 'error', cause: 'condition', message: describeError(error) }
    }
  }

  /** Evaluates later events, as long as the condition is not met and answers quickly. If it throws, that event is asked again alone. */
  async #askOn(condition: Condition, following: readonly Event[], seen: Seen): Promise<ConditionAnswer[]> {
    const answers: ConditionAnswer[] = []
    const deadline = this.#clock() + FOLLOWING_LIMIT_MS
    let { states } = seen
    let characters = 0
    for (const event of following) {
      if (this.#clock() > deadline || characters > MAX_FOLLOWING_CHARACTERS) break
      const answer = await ask(condition, event, { ...seen, states }).catch(() => null)
      if (answer === null) break
      answers.push(answer)
      characters += JSON.stringify(answer.states).length
      if (answer.met) break
      states = { ...states, ...answer.states }
    }
    return answers
  }
}

async function ask(condition: Condition, event: Event, seen: Seen): Promise<ConditionAnswer> {
  const context = new ConditionContext(seen)
  const met = answerOf(condition, await condition.isMet(event, context))
  return { met, states: context.changes() }
}

/** Anything but a boolean, such as a count or a forgotten `return`, is an error. */
function answerOf(condition: Condition, answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer
  const message = `"isMet" of the condition "${condition.constructor.name}" returned ${quoted(answer)}. Return true or false.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

function find(workflow: Workflow | null, { workflowName, rule }: EvaluateRequest): Condition {
  const condition = workflow === null ? undefined : conditionOf(workflow, rule)
  if (condition !== undefined) return condition
  const owner = rule.type === 'task' ? `the task "${rule.task}"` : 'the triggers'
  throw new Error(
    `The bundle has no rule "${rule.name}" of ${owner} of the workflow "${workflowName}". Upload it again.`,
  )
}

function conditionOf(workflow: Workflow, rule: EvaluateRequest['rule']): Condition | undefined {
  if (rule.type === 'trigger') return workflow.triggers.get(rule.name)?.condition
  return workflow.tasks.get(rule.task)?.rules.find(({ name }) => name === rule.name)?.condition
}
