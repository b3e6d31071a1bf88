import { stepsOfText } from '../formulas/cel/meter.ts'
import { START_VOCABULARY, type StartVariables, startBindings } from '../formulas/cel/start-expression.ts'
import { WorkBudget } from '../formulas/work-budget.ts'
import type { Parameters } from './parameter-schema.ts'
import { ParameterTemplate } from './parameter-template.ts'

const OVER_STARTS = {
  vocabulary: START_VOCABULARY,
  examples: '"${parameters.day}", "${outputs.list.files}", "${event.value}"',
}

// Definitions are plain data that never changes: what was read of one holds as long as it lives.
const compiled = new WeakMap<Parameters, ParameterTemplate>()

/** Throws `INVALID_EXPRESSION`, which names the parameter, if an expression is not one. */
export function startTemplateOf(parameters: Parameters): ParameterTemplate {
  const template = compiled.get(parameters) ?? new ParameterTemplate(parameters, OVER_STARTS)
  compiled.set(parameters, template)
  return template
}

/**
 * Parameters with the results of their expressions over the start of a task. Throws `INVALID_EXPRESSION`. `spent` is called
 * with all costs, in steps of about a microsecond.
 */
export function fillFromStart(
  parameters: Parameters,
  variables: StartVariables,
  spent: (steps: number) => void,
): Parameters {
  const bindings = (budget: WorkBudget) => {
    const { value = null, context = null } = variables.event ?? {}
    budget.pay(stepsOfText((value?.length ?? 0) + (context?.length ?? 0)))
    return startBindings(variables)
  }
  return startTemplateOf(parameters).fill(bindings, new WorkBudget(spent))
}
