import type { Event } from '@aiflow/sdk/internal/model'
import type { CelResult } from '@bufbuild/cel'
import { BudgetError, WorkBudget } from '../work-budget.ts'
import { cel } from './cel.ts'
import { compile, type Evaluate } from './cel-engine.ts'
import { celEvent } from './cel-event.ts'
import { stepsOfText } from './meter.ts'
import { parseExpression } from './parse-expression.ts'

const MAX_REASON_CHARACTERS = 300

// Conditions never change, so the compiled expression lives as long as its condition.
const compiled = new WeakMap<object, CelExpression>()

export interface CelAnswer {
  readonly met: boolean
  /** Why it is not met, for people. */
  readonly reason: string
  /** It could not be judged within its budget. */
  readonly gaveUp?: boolean
}

const GAVE_UP: CelAnswer = {
  met: false,
  reason: 'the expression takes too many steps for this event',
  gaveUp: true,
}

/** An expression over an event, compiled. */
export class CelExpression {
  readonly #evaluate: Evaluate
  readonly #readsJson: boolean
  readonly #readsContext: boolean

  /** Throws `INVALID_CONDITION`, with the position, if it is not an expression or can never be true. */
  constructor(expression: string) {
    this.#evaluate = compile(parseExpression(expression))
    this.#readsJson = expression.includes('json')
    this.#readsContext = expression.includes('context')
  }

  /**
   * An expression that fails or costs too much is not met. Throws `BudgetError` if the remaining budget is too small.
   */
  judge(event: Event, budget = new WorkBudget()): CelAnswer {
    if (this.#readsJson) budget.payOnce(event, 'json', () => stepsOfText(event.value?.length ?? 0))
    if (this.#readsContext) budget.payOnce(event, 'context', () => stepsOfText(event.context?.length ?? 0))
    const { left } = budget
    const { result, steps, limit } = this.#evaluate(
      { event: celEvent(event, { json: this.#readsJson, context: this.#readsContext }) },
      left,
    )
    budget.pay(steps)
    if (result !== undefined) return answerOf(result)
    if (limit === left) throw new BudgetError()
    return GAVE_UP
  }
}

/** The expression of a condition, compiled once. */
export function celExpressionOf(condition: { readonly expression: string }): CelExpression {
  const known = compiled.get(condition)
  if (known !== undefined) return known
  const expression = new CelExpression(condition.expression)
  compiled.set(condition, expression)
  return expression
}

function answerOf(result: CelResult): CelAnswer {
  if (result === true) return { met: true, reason: '' }
  if (cel().isCelError(result)) return { met: false, reason: failure(result) }
  return {
    met: false,
    reason: result === false ? 'the expression is false' : 'the expression is neither true nor false',
  }
}

function failure({ message }: Error): string {
  const isLong = message.length > MAX_REASON_CHARACTERS
  return `the expression failed: ${isLong ? `${message.slice(0, MAX_REASON_CHARACTERS)}…` : message}`
}
