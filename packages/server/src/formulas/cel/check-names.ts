import type { CelEnv } from '@bufbuild/cel'
import { patternOf } from '../kept-patterns.ts'
import { PatternError } from '../pattern.ts'
import { childrenOf, literalPatternOf, type Node } from './syntax-tree.ts'

/** What an event is for an expression. */
const EVENT_FIELDS = ['key', 'value', 'json', 'sender', 'principal', 'namespace'] as const

/** What the evaluator knows by itself. */
const OPERATORS = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'])
const TYPES = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']

/** A problem of an expression, at a node of it. */
export class NodeError extends Error {
  override readonly name = 'NodeError'
  readonly node: Node

  constructor(node: Node, message: string) {
    super(message)
    this.node = node
  }
}

/** Throws `NodeError` where an expression names what does not exist. */
export function checkNames(root: Node, env: CelEnv): void {
  const names = new Set(['event', ...TYPES])
  const check = (node: Node, known: ReadonlySet<string>): void => {
    const { exprKind } = node
    if (exprKind.case === 'identExpr') checkIdentifier(node, exprKind.value.name, known)
    if (exprKind.case === 'selectExpr') checkField(node, exprKind.value.operand, exprKind.value.field)
    if (exprKind.case === 'callExpr') checkCall(node, exprKind.value.function, env)
    if (exprKind.case === 'structExpr' && exprKind.value.messageName !== '') {
      throw new NodeError(node, `there is no type "${exprKind.value.messageName}"`)
    }
    const inner = exprKind.case === 'comprehensionExpr' ? exprKind.value : null
    const more = inner === null ? known : new Set([...known, inner.iterVar, inner.accuVar])
    for (const child of childrenOf(node)) check(child, child === inner?.iterRange ? known : more)
  }
  check(root, names)
}

function checkIdentifier(node: Node, name: string, known: ReadonlySet<string>): void {
  if (known.has(name.replace(/^\./, ''))) return
  throw new NodeError(node, `there is no "${name}"; it knows "event", with ${EVENT_FIELDS.join(', ')}`)
}

function checkField(node: Node, of: Node | undefined, field: string): void {
  if (of?.exprKind.case !== 'identExpr' || of.exprKind.value.name !== 'event') return
  if (EVENT_FIELDS.some((known) => known === field)) return
  throw new NodeError(node, `an event has no "${field}"; it has ${EVENT_FIELDS.join(', ')}`)
}

function checkCall(node: Node, name: string, env: CelEnv): void {
  if (!OPERATORS.has(name) && env.funcs.find(name) === undefined) {
    throw new NodeError(node, `there is no function "${name}"`)
  }
  const source = literalPatternOf(node)
  if (source === null) return
  try {
    patternOf(source)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new NodeError(node, `"${source}" is no regular expression: ${error.message}`)
  }
}
