import { INTERVAL_VOCABULARY, type IntervalVariables, intervalBindings } from '../formulas/cel/interval-expression.ts'
import { WorkBudget } from '../formulas/work-budget.ts'
import type { Parameters } from './parameter-schema.ts'
import { ParameterTemplate } from './parameter-template.ts'

const OVER_INTERVALS = {
  vocabulary: INTERVAL_VOCABULARY,
  examples: '"${date}", "${intervalStart}", "${intervalStart.getFullYear()}"',
}

// Rows and definitions are plain data that never changes: what was read of one holds as long as it lives.
const compiled = new WeakMap<Parameters, ParameterTemplate>()

/**
 * The parameters with the results of their expressions. Throws `INVALID_EXPRESSION`, which names the parameter, if an expression is not
 * one, or has no result for this interval.
 */
export function fillParameters(parameters: Parameters, interval: IntervalVariables): Parameters {
  const template = compiled.get(parameters) ?? new ParameterTemplate(parameters, OVER_INTERVALS)
  compiled.set(parameters, template)
  return template.fill(() => intervalBindings(interval), new WorkBudget())
}
