import { childrenOf, literalPatternOf, type Node } from './syntax-tree.ts'

const ARITHMETIC = new Set(['_+_', '_-_', '_*_', '_/_', '_%_', '-_'])
const MAKES_NO_BOOL = new Set(['size', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration', 'type'])

/**
 * Whether an expression can obviously never be true, because its result is not a boolean but a text, a number or a
 * list.
 */
export function isNeverTrue(node: Node): boolean {
  const { exprKind } = node
  switch (exprKind.case) {
    case 'constExpr':
      return exprKind.value.constantKind.case !== 'boolValue'
    case 'identExpr':
      return exprKind.value.name === 'event'
    case 'selectExpr':
      return !exprKind.value.testOnly && isTextOfEvent(exprKind.value.operand, exprKind.value.field)
    case 'listExpr':
    case 'structExpr':
      return true
    case 'callExpr': {
      const { function: name, args } = exprKind.value
      if (name === '_?_:_') return args.slice(1).every(isNeverTrue)
      return ARITHMETIC.has(name) || MAKES_NO_BOOL.has(name) || /^get[A-Z]/.test(name)
    }
    case 'comprehensionExpr':
      return exprKind.value.accuInit?.exprKind.case === 'listExpr'
    default:
      return false
  }
}

/** The largest parts of the tree that depend on nothing. */
export function constantParts(node: Node): Node[] {
  return isConstant(node) ? [node] : childrenOf(node).flatMap(constantParts)
}

function isTextOfEvent(of: Node | undefined, field: string): boolean {
  return of?.exprKind.case === 'identExpr' && of.exprKind.value.name === 'event' && field !== 'json'
}

function isConstant(node: Node): boolean {
  const kind = node.exprKind.case
  // A pattern that must first be concatenated is compiled when it is evaluated, within the budget.
  if (kind === 'callExpr' && node.exprKind.value.function === 'matches' && literalPatternOf(node) === null) return false
  return kind !== 'identExpr' && kind !== 'comprehensionExpr' && childrenOf(node).every(isConstant)
}
