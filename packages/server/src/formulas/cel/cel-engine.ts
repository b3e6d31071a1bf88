import { type CelEnv, type CelInput, type CelResult, celEnv, plan } from '@bufbuild/cel'
import { Meter } from './meter.ts'
import { meteredFunctions } from './metered-functions.ts'
import { loopFunctions, meterLoops } from './metered-loops.ts'
import type { Node } from './syntax-tree.ts'

/** Undefined where it cost more than an evaluation may. */
export type Evaluate = (bindings: Readonly<Record<string, CelInput>>) => CelResult | undefined

// Expressions are evaluated one at a time, from begin to end: they share the meter.
const meter = new Meter()

export const environment: CelEnv = celEnv({ funcs: [...meteredFunctions(meter), ...loopFunctions(meter)] })

/** Makes a function of a syntax tree, which it changes. It does not throw. */
export function compile(root: Node): Evaluate {
  meterLoops(root)
  const evaluate = plan(environment, root)
  return (bindings) =>
    withoutStacks(() => {
      meter.fill()
      const result = evaluate(bindings)
      return meter.isEmpty ? undefined : result
    })
}

/** Errors are values of the evaluator, made by the thousand in a loop: where they come from would cost more than all else. */
function withoutStacks<T>(work: () => T): T {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return work()
  } finally {
    Error.stackTraceLimit = before
  }
}
