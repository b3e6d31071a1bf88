import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import {
  IntervalExpression,
  IntervalExpressionError,
  type IntervalVariables,
} from '../formulas/cel/interval-expression.ts'
import { BudgetError, WorkBudget } from '../formulas/work-budget.ts'
import type { Parameters } from './parameter-schema.ts'
import { partsOfTemplate, type TemplatePart } from './template.ts'

const MAX_EXPRESSIONS = 100
const MAX_CHARACTERS = 4096

const NO_END = 'it has no "}"; write "$${" for the characters "${"'

type Fill = (interval: IntervalVariables, budget: WorkBudget) => Json

// Rows and definitions are plain data that never changes: what was read of one holds as long as it lives.
const compiled = new WeakMap<Parameters, Fill>()

/**
 * The parameters with the results of their expressions. Throws `INVALID_EXPRESSION`, which names the parameter, if an expression is not
 * one, or has no result for this interval.
 */
export function fillParameters(parameters: Parameters, interval: IntervalVariables): Parameters {
  return compiledOf(parameters)(interval, new WorkBudget()) as Parameters
}

/** The expressions in parameters, as they are written; what has no end is none. */
export function expressionsIn(value: Json | Parameters): string[] {
  if (typeof value === 'string') {
    const parts = value.includes('${') ? partsOfTemplate(value) : null
    return (parts ?? []).flatMap((part) => (part.type === 'expression' ? [part.source] : []))
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : []
}

function compiledOf(parameters: Parameters): Fill {
  const known = compiled.get(parameters)
  if (known !== undefined) return known
  const fill = compileValue(parameters, '', []) ?? (() => parameters)
  compiled.set(parameters, fill)
  return fill
}

/** Null if it has no expressions. */
function compileValue(value: Json | Parameters, name: string, sources: string[]): Fill | null {
  if (typeof value === 'string') return compileText(value, name, sources)
  if (typeof value !== 'object' || value === null) return null
  const isList = Array.isArray(value)
  let isConstant = true
  const fills = Object.entries(value).map(([key, item]): [string, Fill] => {
    const inner = name === '' ? key : isList ? `${name}[${key}]` : `${name}.${key}`
    const fill = compileValue(item, inner, sources)
    isConstant &&= fill === null
    return [key, fill ?? (() => item)]
  })
  if (isConstant) return null
  if (isList) return (...given) => fills.map(([, fill]) => fill(...given))
  return (...given) => Object.fromEntries(fills.map(([key, fill]) => [key, fill(...given)]))
}

function compileText(text: string, name: string, sources: string[]): Fill | null {
  if (!text.includes('${')) return null
  const parts = partsOfTemplate(text)
  if (parts === null) throw invalid(name, text, NO_END)
  const fills = parts.map((part) => compilePart(part, name, sources))
  const [only] = fills
  if (only !== undefined && fills.length === 1) return only
  return (...given) => fills.map((fill) => textOf(fill(...given))).join('')
}

function compilePart(part: TemplatePart, name: string, sources: string[]): Fill {
  if (part.type === 'text') return () => part.text
  const { source } = part
  sources.push(source)
  if (sources.length > MAX_EXPRESSIONS) {
    throw invalid(name, source, `the parameters have more than ${MAX_EXPRESSIONS} expressions`)
  }
  if (source.length > MAX_CHARACTERS) {
    throw invalid(name, `${source.slice(0, 40)}…`, `it has more than ${MAX_CHARACTERS} characters`)
  }
  const expression = refusing(name, source, () => new IntervalExpression(source))
  return (interval, budget) => refusing(name, source, () => expression.value(interval, budget))
}

function refusing<T>(name: string, source: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof IntervalExpressionError) throw invalid(name, source, error.message, error)
    if (error instanceof BudgetError)
      throw invalid(name, source, 'together, the expressions take too many steps', error)
    throw error
  }
}

/** Within a longer text. */
function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function invalid(name: string, source: string, problem: string, cause?: unknown): AIFlowError {
  const message = `The expression "${source}" of the parameter "${name}" is not valid: ${problem}. Examples: "\${date}", "\${intervalStart}", "\${intervalStart.getFullYear()}".`
  return new AIFlowError('INVALID_EXPRESSION', message, { details: { parameter: name, expression: source }, cause })
}
