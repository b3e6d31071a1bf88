import { type CelEnv, type CelInput, type CelResult, celEnv, plan } from '@bufbuild/cel'
import { Meter } from './meter.ts'
import { meteredFunctions } from './metered-functions.ts'
import { loopFunctions, meterLoops } from './metered-loops.ts'
import { countNodes, type Node } from './syntax-tree.ts'

interface Evaluation {
  /** Undefined where it cost more than it may. */
  readonly result: CelResult | undefined
  /** What it cost. */
  readonly steps: number
  /** What it might have cost. */
  readonly limit: number
}

/** `left`: the steps that it may take, where these are fewer than any evaluation may. */
export type Evaluate = (bindings: Readonly<Record<string, CelInput>>, left?: number) => Evaluation

// Expressions are evaluated one at a time, from begin to end: they share the meter.
const meter = new Meter()

export const environment: CelEnv = celEnv({ funcs: [...meteredFunctions(meter), ...loopFunctions(meter)] })

/** Makes a function of a syntax tree, which it changes. It does not throw. */
export function compile(root: Node): Evaluate {
  const size = countNodes(root)
  meterLoops(root)
  const evaluate = plan(environment, root)
  return (bindings, left) =>
    withoutStacks(() => {
      meter.fill(left)
      const result = size > meter.limit ? undefined : evaluate(bindings)
      const { limit } = meter
      return { result: meter.isEmpty ? undefined : result, steps: Math.min(limit, size + meter.used), limit }
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
