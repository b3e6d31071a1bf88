import type { CelFunc } from '@bufbuild/cel'
import { cel } from './cel.ts'
import type { Meter } from './meter.ts'
import { callNode, childrenOf, countNodes, type Node, wholeNumberNode } from './syntax-tree.ts'

/** Elements of a list that are prepared for a loop per step. */
const ELEMENTS_A_STEP = 4

/**
 * Charges each round of each loop with the size of its body. Nothing else in an expression can cost more than its
 * length, except functions, which charge for themselves.
 */
export function meterLoops(node: Node): void {
  for (const child of childrenOf(node)) meterLoops(child)
  if (node.exprKind.case !== 'comprehensionExpr') return
  const loop = node.exprKind.value
  if (loop.iterRange === undefined || loop.loopCondition === undefined || loop.loopStep === undefined) return
  const steps = wholeNumberNode(countNodes(loop.loopCondition) + countNodes(loop.loopStep))
  loop.iterRange = callNode('@range', [loop.iterRange])
  loop.loopCondition = callNode('@round', [steps, loop.loopCondition])
}

export function loopFunctions(meter: Meter): CelFunc[] {
  const { CelScalar, celFunc, isCelList, isCelMap } = cel()
  const { DYN, INT } = CelScalar
  return [
    celFunc('@range', [DYN], DYN, (range) => {
      if (isCelList(range) || isCelMap(range)) meter.charge(1 + Math.ceil(range.size / ELEMENTS_A_STEP))
      return range
    }),
    celFunc('@round', [INT, DYN], DYN, (steps, goesOn) => {
      meter.charge(Number(steps))
      return goesOn
    }),
  ]
}
