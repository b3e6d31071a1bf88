import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { MapOverDefinition } from '@aiflow/sdk/internal/wire'
import { type NamedPath, namedPaths, pathOf } from '../formulas/cel/named-paths.ts'
import { parseOver } from '../formulas/cel/parse-expression.ts'
import { START_VOCABULARY, type StartVariables, startBindings } from '../formulas/cel/start-expression.ts'
import { ValueExpression, ValueExpressionError } from '../formulas/cel/value-expression.ts'
import { BudgetError, WorkBudget } from '../formulas/work-budget.ts'
import { partsOfTemplate } from './template.ts'

const EXAMPLES = '"${outputs.list.files}", "${parameters.days}", "${event.json.paths}"'

/** An expression that gives the list of a task, compiled. */
export class ItemListExpression {
  readonly source: string
  /** What it names: variables with the fields behind them. */
  readonly paths: readonly NamedPath[]
  readonly #path: NamedPath | null
  readonly #expression: ValueExpression

  /** Throws `INVALID_EXPRESSION` if the text is not one expression. */
  constructor(text: string) {
    this.source = sourceOf(text)
    try {
      const root = parseOver(START_VOCABULARY, this.source, ({ text: problem }) => new ValueExpressionError(problem))
      this.paths = namedPaths(root)
      this.#path = pathOf(root)
      this.#expression = new ValueExpression(START_VOCABULARY, this.source)
    } catch (error) {
      if (!(error instanceof ValueExpressionError)) throw error
      throw invalid(text, error.message, error)
    }
  }

  /** Throws `INVALID_EXPRESSION` if it has no result. `spent` is called with all costs, in steps of about a microsecond. */
  value(variables: StartVariables, spent: (steps: number) => void): Json {
    const [root, ...fields] = this.#path ?? []
    // What is only looked up costs nothing, however large it is.
    if (root === 'outputs' || root === 'parameters') return this.#find(variables[root], fields)
    try {
      return this.#expression.value(startBindings(variables), new WorkBudget(spent))
    } catch (error) {
      if (!(error instanceof ValueExpressionError || error instanceof BudgetError)) throw error
      throw invalid(`\${${this.source}}`, error.message, error)
    }
  }

  #find(of: Json, fields: readonly string[]): Json {
    let value = of
    for (const field of fields) {
      const inner = fieldOf(value, field)
      if (inner === undefined) throw invalid(`\${${this.source}}`, `there is no "${field}"`)
      value = inner
    }
    return value
  }
}

// Definitions are plain data that never changes: what was read of one holds as long as it lives.
const compiled = new WeakMap<MapOverDefinition, ItemListExpression>()

/** The expression that gives the list; null if the definition has the list itself. Throws `INVALID_EXPRESSION`. */
export function itemExpressionOf(definition: MapOverDefinition): ItemListExpression | null {
  if (typeof definition.list !== 'string') return null
  const expression = compiled.get(definition) ?? new ItemListExpression(definition.list)
  compiled.set(definition, expression)
  return expression
}

/** The fields of an object are its own: not what each object has. */
export function fieldOf(of: Json, field: string): Json | undefined {
  if (typeof of !== 'object' || of === null || Array.isArray(of) || !Object.hasOwn(of, field)) return undefined
  return (of as Readonly<Record<string, Json>>)[field]
}

function sourceOf(text: string): string {
  const [part, ...others] = partsOfTemplate(text) ?? []
  if (part?.type !== 'expression' || others.length > 0)
    throw invalid(text, 'it must be one expression and nothing else')
  return part.source
}

function invalid(text: string, problem: string, cause?: unknown): AIFlowError {
  const message = `The list "${text}" of "mapOver" is not valid: ${problem}. Examples: ${EXAMPLES}.`
  return new AIFlowError('INVALID_EXPRESSION', message, { details: { expression: text }, cause })
}
