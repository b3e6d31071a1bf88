import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { isCelError, parse } from '@bufbuild/cel'
import { compile, environment } from './cel-engine.ts'
import { checkNames, NodeError } from './check-names.ts'
import { constantParts, isNeverTrue } from './result-kind.ts'
import { childrenOf, countNodes, type Node, type ParsedExpression } from './syntax-tree.ts'

const MAX_NODES = 1000
const MAX_DEPTH = 100

/** The syntax tree of an expression. Throws `INVALID_CONDITION`, which names the place, where it is none, or none that can be true. */
export function parseExpression(expression: string): Node {
  const parsed = parseText(expression)
  const root = parsed.expr
  if (root === undefined) throw invalid(expression, 'it is empty', null)
  try {
    checkSize(root, expression)
    checkNames(root, environment)
    for (const part of constantParts(root)) checkConstant(part)
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw invalid(expression, error.message, positionOf(error.node, parsed))
  }
  if (isNeverTrue(root)) throw invalid(expression, 'it is never true: let it compare something', null)
  return root
}

function parseText(expression: string): ParsedExpression {
  try {
    return parse(expression)
  } catch (cause) {
    if (cause instanceof RangeError) throw invalid(expression, tooDeep(), null)
    throw invalid(expression, parseProblem(cause), parsePosition(cause), cause)
  }
}

function checkSize(root: Node, expression: string): void {
  if (depthOf(root) > MAX_DEPTH) throw invalid(expression, tooDeep(), null)
  if (countNodes(root) > MAX_NODES) throw invalid(expression, `it has more than ${MAX_NODES} parts`, null)
}

function tooDeep(): string {
  return `it is nested deeper than ${MAX_DEPTH}`
}

function depthOf(node: Node): number {
  return 1 + Math.max(0, ...childrenOf(node).map(depthOf))
}

/** What fails without an event fails with each. */
function checkConstant(part: Node): void {
  const result = compile(part)({}).result
  if (isCelError(result)) throw new NodeError({ ...part, id: result.exprId ?? part.id }, result.message)
}

function invalid(expression: string, problem: string, position: number | null, cause?: unknown): AIFlowError {
  const place = position === null ? '' : ` at character ${position}`
  return new AIFlowError(
    'INVALID_CONDITION',
    `The CEL expression "${expression}" is not valid${place}: ${problem}. Example: event.key == "order" && event.json.total > 100`,
    { details: { expression, position }, cause },
  )
}

/** Counted from 1; of a field, behind its dot. */
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

/** `<input>:1:3: found x but expecting …`, with all that could stand there. */
function parseProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const found = /found (.*?) but expecting/s.exec(message)?.[1]
  return found === undefined ? message.replace(/^<input>:\d+:\d+: /, '') : `${found} is not expected here`
}
