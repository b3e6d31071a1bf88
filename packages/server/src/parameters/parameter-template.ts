import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Vocabulary } from '../formulas/cel/check-names.ts'
import { stepsOfText } from '../formulas/cel/meter.ts'
import { type Bindings, ValueExpression, ValueExpressionError } from '../formulas/cel/value-expression.ts'
import { BudgetError, type WorkBudget } from '../formulas/work-budget.ts'
import type { Parameters } from './parameter-schema.ts'
import { partsOfTemplate, type TemplatePart } from './template.ts'

const MAX_EXPRESSIONS = 100
const MAX_CHARACTERS = 4096

const NO_END = 'it has no "}"; write "$${" for the characters "${"'

type Fill = (bindings: Bindings, budget: WorkBudget) => Json

/** What expressions in parameters are about. */
export interface Language {
  readonly vocabulary: Vocabulary
  /** Of expressions, for messages. */
  readonly examples: string
}

/** Parameters with expressions, compiled: each gives its result where it stands. */
export class ParameterTemplate {
  readonly #fill: Fill | null
  readonly #parameters: Parameters

  /** Throws `INVALID_EXPRESSION`, which names the parameter, if an expression is not one. */
  constructor(parameters: Parameters, language: Language) {
    this.#parameters = parameters
    this.#fill = new TemplateCompiler(language).compile(parameters, '')
  }

  /** `bindings` is called if there are expressions. Throws `INVALID_EXPRESSION` if one has no result for them. */
  fill(bindings: (budget: WorkBudget) => Bindings, budget: WorkBudget): Parameters {
    return this.#fill === null ? this.#parameters : (this.#fill(bindings(budget), budget) as Parameters)
  }
}

/** The expressions in parameters, as they are written; what has no end is none. */
export function expressionsIn(value: Json | Parameters): string[] {
  if (typeof value === 'string') {
    const parts = value.includes('${') ? partsOfTemplate(value) : null
    return (parts ?? []).flatMap((part) => (part.type === 'expression' ? [part.source] : []))
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : []
}

class TemplateCompiler {
  readonly #language: Language
  #expressions = 0

  constructor(language: Language) {
    this.#language = language
  }

  /** Null if it has no expressions. */
  compile(value: Json | Parameters, name: string): Fill | null {
    if (typeof value === 'string') return this.#text(value, name)
    if (typeof value !== 'object' || value === null) return null
    const isList = Array.isArray(value)
    let isConstant = true
    const fills = Object.entries(value).map(([key, item]): [string, Fill] => {
      const inner = name === '' ? key : isList ? `${name}[${key}]` : `${name}.${key}`
      const fill = this.compile(item, inner)
      isConstant &&= fill === null
      return [key, fill ?? (() => item)]
    })
    if (isConstant) return null
    if (isList) return (...given) => fills.map(([, fill]) => fill(...given))
    return (...given) => Object.fromEntries(fills.map(([key, fill]) => [key, fill(...given)]))
  }

  #text(text: string, name: string): Fill | null {
    if (!text.includes('${')) return null
    const parts = partsOfTemplate(text)
    if (parts === null) throw this.#invalid(name, text, NO_END)
    const fills = parts.map((part) => this.#part(part, name))
    const [only] = fills
    if (only !== undefined && fills.length === 1) return only
    return (...given) => fills.map((fill) => textOf(fill(...given))).join('')
  }

  #part(part: TemplatePart, name: string): Fill {
    if (part.type === 'text') return () => part.text
    const { source } = part
    this.#expressions += 1
    if (this.#expressions > MAX_EXPRESSIONS) {
      throw this.#invalid(name, source, `the parameters have more than ${MAX_EXPRESSIONS} expressions`)
    }
    if (source.length > MAX_CHARACTERS) {
      throw this.#invalid(name, `${source.slice(0, 40)}…`, `it has more than ${MAX_CHARACTERS} characters`)
    }
    const { vocabulary } = this.#language
    const expression = this.#refusing(name, source, () => new ValueExpression(vocabulary, source))
    return (bindings, budget) =>
      this.#refusing(name, source, () => withinBudget(expression.value(bindings, budget), budget))
  }

  #refusing<T>(name: string, source: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof ValueExpressionError) throw this.#invalid(name, source, error.message, error)
      if (!(error instanceof BudgetError)) throw error
      throw this.#invalid(name, source, 'together, the expressions take too many steps', error)
    }
  }

  #invalid(name: string, source: string, problem: string, cause?: unknown): AIFlowError {
    const { examples } = this.#language
    const message = `The expression "${source}" of the parameter "${name}" is not valid: ${problem}. Examples: ${examples}.`
    return new AIFlowError('INVALID_EXPRESSION', message, { details: { parameter: name, expression: source }, cause })
  }
}

/** A result is copied, and a short expression may name a large value. Throws `BudgetError`. */
function withinBudget(value: Json, budget: WorkBudget): Json {
  budget.pay(stepsOfText(JSON.stringify(value).length))
  return value
}

/** Within a longer text. */
function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
