import { childrenOf, type Node } from './syntax-tree.ts'

/** A variable with the fields behind it: `outputs.list.files` is `['outputs', 'list', 'files']`. */
export type NamedPath = readonly string[]

/** The paths that an expression names, as far as they are fixed. */
export function namedPaths(root: Node): readonly NamedPath[] {
  const path = pathOf(root)
  return path === null ? childrenOf(root).flatMap(namedPaths) : [path]
}

/** The path that a node is; null if it is something else. */
export function pathOf(node: Node): NamedPath | null {
  const { exprKind } = node
  switch (exprKind.case) {
    case 'identExpr':
      return [exprKind.value.name]
    case 'selectExpr': {
      const { operand, field } = exprKind.value
      return extended(operand, field)
    }
    case 'callExpr': {
      const { function: name, args } = exprKind.value
      const [of, key] = args
      const field = name === '_[_]' ? textOf(key) : null
      return field === null ? null : extended(of, field)
    }
    default:
      return null
  }
}

function extended(of: Node | undefined, field: string): NamedPath | null {
  const path = of === undefined ? null : pathOf(of)
  return path === null ? null : [...path, field]
}

function textOf(node: Node | undefined): string | null {
  const kind = node?.exprKind
  if (kind?.case !== 'constExpr' || kind.value.constantKind.case !== 'stringValue') return null
  return kind.value.constantKind.value
}
