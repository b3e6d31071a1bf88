import type { CelEnv, CelInput, CelResult } from '@bufbuild/cel'
import { cel } from './cel.ts'
import { Meter } from './meter.ts'
import { meteredFunctions } from './metered-functions.ts'
import { loopFunctions, meterLoops } from './metered-loops.ts'
import { countNodes, type Node } from './syntax-tree.ts'

interface Evaluation {
  /** Undefined if it cost too much. */
  readonly result: CelResult | undefined
  /** The actual cost. */
  readonly steps: number
  /** The maximum cost. */
  readonly limit: number
}

/** `left`: the remaining steps, if they are fewer than any evaluation may use. */
export type Evaluate = (bindings: Readonly<Record<string, CelInput>>, left?: number) => Evaluation

// Expressions run one at a time, so they share the meter.
const meter = new Meter()

let known: CelEnv | null = null

/** The functions that expressions may call. */
export function environment(): CelEnv {
  known ??= cel().celEnv({ funcs: [...meteredFunctions(meter), ...loopFunctions(meter)] })
  return known
}

/** Compiles a syntax tree into a function. Changes the tree. The function does not throw. */
export function compile(root: Node): Evaluate {
  const size = countNodes(root)
  meterLoops(root)
  const evaluate = cel().plan(environment(), root)
  return (bindings, left) =>
    withoutStacks(() => {
      meter.fill(left)
      const result = size > meter.limit ? undefined : evaluate(bindings)
      const { limit } = meter
      return { result: meter.isEmpty ? undefined : result, steps: Math.min(limit, size + meter.used), limit }
    })
}

/** The evaluator makes thousands of error values in a loop. Their stack traces would cost more than everything else. */
function withoutStacks<T>(work: () => T): T {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return work()
  } finally {
    Error.stackTraceLimit = before
  }
}
