import type { Json } from '@aiflow/sdk/internal/json'
import type { CelInput } from '@bufbuild/cel'
import type { WorkBudget } from '../work-budget.ts'
import { compile, type Evaluate } from './cel-engine.ts'
import type { Vocabulary } from './check-names.ts'
import { jsonOfResult, NoJsonError } from './json-result.ts'
import { parseOver } from './parse-expression.ts'

const MAX_REASON_CHARACTERS = 300

/** What the variables of an expression stand for. */
export type Bindings = Readonly<Record<string, CelInput>>

/** An expression cannot be compiled, or has no result. */
export class ValueExpressionError extends Error {
  override readonly name = 'ValueExpressionError'
}

/** An expression whose result is a JSON value, compiled. */
export class ValueExpression {
  readonly #evaluate: Evaluate

  /** Throws `ValueExpressionError`, which names the place. */
  constructor(vocabulary: Vocabulary, expression: string) {
    const root = parseOver(vocabulary, expression, ({ text, position, cause }) => {
      const place = position === null ? '' : `at character ${position}: `
      return new ValueExpressionError(`${place}${text}`, { cause })
    })
    this.#evaluate = compile(root)
  }

  /** Throws `ValueExpressionError` if it fails, costs too much, or JSON does not have its result. */
  value(bindings: Bindings, budget: WorkBudget): Json {
    const { result, steps } = this.#evaluate(bindings, budget.left)
    budget.pay(steps)
    if (result === undefined) throw new ValueExpressionError('it takes too many steps')
    try {
      return jsonOfResult(result)
    } catch (error) {
      if (!(error instanceof NoJsonError)) throw error
      throw new ValueExpressionError(error.message.slice(0, MAX_REASON_CHARACTERS), { cause: error })
    }
  }
}
