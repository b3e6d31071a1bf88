import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { cel } from './cel.ts'
import { compile, environment } from './cel-engine.ts'
import { checkNames, EVENT_VOCABULARY, NodeError, type Vocabulary } from './check-names.ts'
import { constantParts, isNeverTrue } from './result-kind.ts'
import { childrenOf, countNodes, type Node, type ParsedExpression } from './syntax-tree.ts'

const MAX_NODES = 1000
const MAX_DEPTH = 100
const TOO_DEEP = `it is nested deeper than ${MAX_DEPTH}`

/** What is wrong with an expression. */
interface Problem {
  readonly text: string
  /** Counted from 1; null if the problem has no position. */
  readonly position: number | null
  readonly cause?: unknown
}

/**
 * The syntax tree of an expression. Throws `INVALID_CONDITION`, with the position, if it is not an expression or can
 * never be true.
 */
export function parseExpression(expression: string): Node {
  const root = parseOver(EVENT_VOCABULARY, expression, (problem) => invalid(expression, problem))
  if (isNeverTrue(root)) {
    throw invalid(expression, { text: 'its result is not true or false: compare it with a value', position: null })
  }
  return root
}

/** The syntax tree of an expression over a vocabulary. Throws what `refuse` makes of its first problem. */
export function parseOver(vocabulary: Vocabulary, expression: string, refuse: (problem: Problem) => Error): Node {
  const parsed = parseText(expression, refuse)
  const root = parsed.expr
  if (root === undefined) throw refuse({ text: 'it is empty', position: null })
  try {
    if (depthOf(root) > MAX_DEPTH) throw refuse({ text: TOO_DEEP, position: null })
    if (countNodes(root) > MAX_NODES) throw refuse({ text: `it has more than ${MAX_NODES} parts`, position: null })
    checkNames(root, environment(), vocabulary)
    for (const part of constantParts(root)) checkConstant(part)
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw refuse({ text: error.message, position: positionOf(error.node, parsed) })
  }
  return root
}

function parseText(expression: string, refuse: (problem: Problem) => Error): ParsedExpression {
  const { parse } = cel()
  try {
    return parse(expression)
  } catch (cause) {
    if (cause instanceof RangeError) throw refuse({ text: TOO_DEEP, position: null })
    throw refuse({ text: parseProblem(cause), position: parsePosition(cause), cause })
  }
}

function depthOf(node: Node): number {
  return 1 + Math.max(0, ...childrenOf(node).map(depthOf))
}

/** A part that fails without an event fails with every event. */
function checkConstant(part: Node): void {
  const result = compile(part)({}).result
  if (cel().isCelError(result)) throw new NodeError({ ...part, id: result.exprId ?? part.id }, result.message)
}

function invalid(expression: string, { text, position, cause }: Problem): AIFlowError {
  const place = position === null ? '' : ` at character ${position}`
  return new AIFlowError(
    'INVALID_CONDITION',
    `The CEL expression "${expression}" is not valid${place}: ${text}. Example: event.key == "order" && event.json.total > 100`,
    { details: { expression, position }, cause },
  )
}

/** Counted from 1. For a field, the position after its dot. */
function positionOf({ id, exprKind }: Node, { sourceInfo }: ParsedExpression): number | null {
  const offset = sourceInfo?.positions[String(id)]
  return offset === undefined ? null : offset + (exprKind.case === 'selectExpr' ? 2 : 1)
}

function parsePosition(error: unknown): number | null {
  const location =
    error instanceof Error && 'location' in error
      ? (error.location as { start?: { offset?: unknown } } | undefined)
      : undefined
  return typeof location?.start?.offset === 'number' ? location.start.offset + 1 : null
}

/** Shortens `<input>:1:3: found x but expecting …`, which lists everything that could stand there. */
function parseProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const found = /found (.*?) but expecting/s.exec(message)?.[1]
  return found === undefined ? message.replace(/^<input>:\d+:\d+: /, '') : `${found} is not expected here`
}
