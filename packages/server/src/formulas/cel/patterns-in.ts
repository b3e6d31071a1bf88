import { cel } from './cel.ts'
import { childrenOf, literalPatternOf, type Node } from './syntax-tree.ts'

/** The regular expressions in an expression; none if it is not a valid expression. */
export function patternsIn(expression: string): string[] {
  const root = expression.includes('matches') ? rootOf(expression) : undefined
  return root === undefined ? [] : patternsBelow(root)
}

function patternsBelow(node: Node): string[] {
  const own = literalPatternOf(node)
  const inner = childrenOf(node).flatMap(patternsBelow)
  return own === null ? inner : [own, ...inner]
}

function rootOf(expression: string): Node | undefined {
  try {
    return cel().parse(expression).expr
  } catch {
    // Compiling the expression reports the problem.
    return undefined
  }
}
