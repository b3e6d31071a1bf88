import type { CelEnv } from '@bufbuild/cel'
import { patternOf } from '../kept-patterns.ts'
import { PatternError } from '../pattern.ts'
import { childrenOf, literalPatternOf, type Node } from './syntax-tree.ts'

/** What expressions of one kind may name. */
export interface Vocabulary {
  /** Each variable, with its fields; null if it is a value without fields, `any` if its fields depend on the value. */
  readonly variables: Readonly<Record<string, readonly string[] | 'any' | null>>
  /** Follows "there is no …; ". */
  readonly hint: string
}

export const EVENT_FIELDS = ['key', 'value', 'json', 'sender', 'principal', 'namespace', 'context']

/** An expression over one event. */
export const EVENT_VOCABULARY: Vocabulary = {
  variables: { event: EVENT_FIELDS },
  hint: `it knows "event", with ${EVENT_FIELDS.join(', ')}`,
}

/** The functions that the evaluator has built in. */
const OPERATORS = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false'])
const TYPES = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']

/** A problem with an expression, at one of its nodes. */
export class NodeError extends Error {
  override readonly name = 'NodeError'
  readonly node: Node

  constructor(node: Node, message: string) {
    super(message)
    this.node = node
  }
}

/** Throws `NodeError` if an expression uses an unknown name. */
export function checkNames(root: Node, env: CelEnv, vocabulary: Vocabulary): void {
  const names = new Set([...Object.keys(vocabulary.variables), ...TYPES])
  const check = (node: Node, known: ReadonlySet<string>): void => {
    const { exprKind } = node
    if (exprKind.case === 'identExpr') checkIdentifier(node, exprKind.value.name, known, vocabulary)
    if (exprKind.case === 'selectExpr') checkField(node, exprKind.value.operand, exprKind.value.field, vocabulary)
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

function checkIdentifier(node: Node, name: string, known: ReadonlySet<string>, { hint }: Vocabulary): void {
  if (known.has(name.replace(/^\./, ''))) return
  throw new NodeError(node, `there is no "${name}"; ${hint}`)
}

function checkField(node: Node, of: Node | undefined, field: string, { variables }: Vocabulary): void {
  if (of?.exprKind.case !== 'identExpr') return
  const { name } = of.exprKind.value
  const fields = variables[name]
  if (fields === undefined || fields === 'any' || fields?.includes(field)) return
  if (fields === null) throw new NodeError(node, `"${name}" has no "${field}": it is a single value`)
  throw new NodeError(
    node,
    `${name === 'event' ? 'an event' : `"${name}"`} has no "${field}"; it has ${fields.join(', ')}`,
  )
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
