import { AIFlowError } from '../../errors/aiflow-error.ts'
import { MAX_CEL_CHARACTERS } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'
import { Condition } from '../../model/user-code/condition.ts'
import { checkObject, invalidWorkflow } from '../checks/checks.ts'

const ANY_KEY = '*'

/** Options of `CelCondition`. */
export interface CelConditionOptions {
  /** Evaluate only events with these keys; every event of the namespace by default. */
  readonly keys?: readonly string[]
}

/**
 * Met by each event for which an expression in the Common Expression Language is true, such as
 * `event.key == "order" && event.json.total > 100`. `event` has `key`, `value`, `json` (the value parsed as JSON, or `null` if
 * it is not JSON), `context` (read as JSON, too), `sender` and `namespace`. The server evaluates it.
 *
 * Source: https://cel.dev
 */
export class CelCondition extends Condition {
  readonly expression: string
  /** `null` stands for every key. */
  readonly keys: readonly string[] | null

  /** Throws INVALID_WORKFLOW if the expression is empty or too long. An upload checks the rest. */
  constructor(expression: string, options: CelConditionOptions = {}) {
    super(options?.keys ?? [ANY_KEY])
    checkObject('A CEL condition', options)
    const { keys } = options
    if (typeof expression !== 'string' || expression.trim() === '' || expression.length > MAX_CEL_CHARACTERS) {
      throw invalidWorkflow(
        `A CEL expression must be a text of 1 to ${MAX_CEL_CHARACTERS} characters, not ${quoted(expression)}.`,
      )
    }
    this.expression = expression
    this.keys = keys === undefined ? null : this.expectEventKeys
  }

  override isMet(): never {
    throw new AIFlowError(
      'INVALID_CONDITION',
      'Only the server evaluates CEL expressions. Give the condition itself to a rule.',
    )
  }
}
