import type { parse } from '@bufbuild/cel'

export type ParsedExpression = ReturnType<typeof parse>
export type Node = NonNullable<ParsedExpression['expr']>

/** The direct children of a node, in the order of the text. Macros such as `exists` are expanded already. */
export function childrenOf({ exprKind }: Node): Node[] {
  switch (exprKind.case) {
    case 'selectExpr':
      return present([exprKind.value.operand])
    case 'callExpr':
      return present([exprKind.value.target, ...exprKind.value.args])
    case 'listExpr':
      return exprKind.value.elements
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        present([keyKind.case === 'mapKey' ? keyKind.value : undefined, value]),
      )
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
      return present([iterRange, accuInit, loopCondition, loopStep, result])
    }
    default:
      return []
  }
}

export function countNodes(node: Node): number {
  return childrenOf(node).reduce((sum, child) => sum + countNodes(child), 1)
}

/** The pattern of a `matches` call, if it is a literal; otherwise null. */
export function literalPatternOf({ exprKind }: Node): string | null {
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== 'matches') return null
  const pattern = exprKind.value.args.at(-1)?.exprKind
  if (pattern?.case !== 'constExpr' || pattern.value.constantKind.case !== 'stringValue') return null
  return pattern.value.constantKind.value
}

/** A call. If its name begins with "@", an author cannot write it. */
export function callNode(name: string, args: readonly Node[]): Node {
  const value = { $typeName: 'cel.expr.Expr.Call' as const, function: name, args: [...args] }
  return { $typeName: 'cel.expr.Expr', id: args[0]?.id ?? 0n, exprKind: { case: 'callExpr', value } }
}

export function wholeNumberNode(number: number): Node {
  const constantKind = { case: 'int64Value' as const, value: BigInt(number) }
  const value = { $typeName: 'cel.expr.Constant' as const, constantKind }
  return { $typeName: 'cel.expr.Expr', id: 0n, exprKind: { case: 'constExpr', value } }
}

function present(nodes: readonly (Node | undefined)[]): Node[] {
  return nodes.filter((node) => node !== undefined)
}
