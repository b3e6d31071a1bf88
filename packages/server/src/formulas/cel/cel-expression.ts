import type { Event } from '@aiflow/sdk/internal/model'
import { type CelResult, isCelError } from '@bufbuild/cel'
import { BudgetError, WorkBudget } from '../work-budget.ts'
import { compile, type Evaluate } from './cel-engine.ts'
import { celEvent } from './cel-event.ts'
import { stepsOfText } from './meter.ts'
import { parseExpression } from './parse-expression.ts'

const MAX_REASON_CHARACTERS = 300

// Conditions are plain data that never changes: what was read of one holds as long as it lives.
const compiled = new WeakMap<object, CelExpression>()

export interface CelAnswer {
  readonly met: boolean
  /** Why it is not met, for people. */
  readonly reason: string
  /** It could not be judged within what an evaluation may cost. */
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

  /** Throws `INVALID_CONDITION`, which names the place, where it is none, or none that can be true. */
  constructor(expression: string) {
    this.#evaluate = compile(parseExpression(expression))
    this.#readsJson = expression.includes('json')
  }

  /** What fails, or costs too much, is not met. Throws `BudgetError` where less is left than it costs. */
  judge(event: Event, budget = new WorkBudget()): CelAnswer {
    if (this.#readsJson) budget.payOnce(event, 'json', () => stepsOfText(event.value?.length ?? 0))
    const { left } = budget
    const { result, steps, limit } = this.#evaluate({ event: celEvent(event, this.#readsJson) }, left)
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
  if (isCelError(result)) return { met: false, reason: failure(result) }
  return {
    met: false,
    reason: result === false ? 'the expression is false' : 'the expression is neither true nor false',
  }
}

function failure({ message }: Error): string {
  const isLong = message.length > MAX_REASON_CHARACTERS
  return `the expression failed: ${isLong ? `${message.slice(0, MAX_REASON_CHARACTERS)}…` : message}`
}
