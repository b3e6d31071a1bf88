import type { Json } from '@aiflow/sdk/internal/json'
import type { WorkBudget } from '../work-budget.ts'
import { cel } from './cel.ts'
import { compile, type Evaluate } from './cel-engine.ts'
import type { Vocabulary } from './check-names.ts'
import { jsonOfResult, NoJsonError } from './json-result.ts'
import { parseOver } from './parse-expression.ts'

const MAX_REASON_CHARACTERS = 300

/** What an expression over a data interval may name. */
const VOCABULARY: Vocabulary = {
  variables: { dueTime: null, intervalStart: null, intervalEnd: null, date: null, timezone: null },
  hint: 'it knows dueTime, intervalStart, intervalEnd, date and timezone',
}

/** A data interval as expressions see it; times are milliseconds since the epoch. */
export interface IntervalVariables {
  readonly dueTime: number
  readonly intervalStart: number
  readonly intervalEnd: number
  /** Of the start of the interval, in the time zone of the schedule: `2026-03-01`. */
  readonly date: string
  /** The name of the time zone. */
  readonly timezone: string
}

/** An expression cannot be compiled, or has no result. */
export class IntervalExpressionError extends Error {
  override readonly name = 'IntervalExpressionError'
}

/** An expression over a data interval, compiled. */
export class IntervalExpression {
  readonly #evaluate: Evaluate

  /** Throws `IntervalExpressionError`, which names the place. */
  constructor(expression: string) {
    const root = parseOver(VOCABULARY, expression, ({ text, position, cause }) => {
      const place = position === null ? '' : `at character ${position}: `
      return new IntervalExpressionError(`${place}${text}`, { cause })
    })
    this.#evaluate = compile(root)
  }

  /** Throws `IntervalExpressionError` if it fails, costs too much, or JSON does not have its result. */
  value({ dueTime, intervalStart, intervalEnd, date, timezone }: IntervalVariables, budget: WorkBudget): Json {
    const { timestampFromMs } = cel()
    const bindings = {
      dueTime: timestampFromMs(dueTime),
      intervalStart: timestampFromMs(intervalStart),
      intervalEnd: timestampFromMs(intervalEnd),
      date,
      timezone,
    }
    const { result, steps } = this.#evaluate(bindings, budget.left)
    budget.pay(steps)
    if (result === undefined) throw new IntervalExpressionError('it takes too many steps')
    try {
      return jsonOfResult(result)
    } catch (error) {
      if (!(error instanceof NoJsonError)) throw error
      throw new IntervalExpressionError(error.message.slice(0, MAX_REASON_CHARACTERS), { cause: error })
    }
  }
}
