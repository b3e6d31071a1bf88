import { AIFlowError, type Event } from '@aiflow/sdk/internal'
import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { TimeLimit } from '../parameters/time-limit.ts'

/** Of one evaluation; expressions that could take longer than reading the event run under a watchdog. */
const TIMEOUT_MS = 100

const MAX_NODES = 300
const MAX_DEPTH = 50

/** What takes no more time than the length of what it is given. Regular expressions and loops over lists can take for ever. */
const QUICK_FUNCTIONS = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'has',
  'int',
  'double',
  'string',
  'bool',
])

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH, maxListElements: MAX_NODES, maxMapEntries: MAX_NODES },
})
  .registerType('Event', { fields: { key: 'string', value: 'dyn', json: 'dyn', sender: 'dyn', namespace: 'string' } })
  .registerVariable('event', 'Event')

const limit = new TimeLimit(TIMEOUT_MS)

// Conditions and events are plain data that never changes: what was read of them once holds as long as they live.
const compiled = new WeakMap<object, CelExpression>()
const readValues = new WeakMap<Event, { readonly json: unknown }>()

export interface CelAnswer {
  readonly met: boolean
  /** Why it is not met, for people. */
  readonly reason: string
  readonly timedOut?: boolean
}

const TOOK_TOO_LONG: CelAnswer = {
  met: false,
  reason: `the expression took longer than ${TIMEOUT_MS} ms`,
  timedOut: true,
}

/** An expression over an event, compiled. */
export class CelExpression {
  readonly #evaluate: (context: { event: CelEvent }) => unknown
  readonly #isQuick: boolean
  readonly #readsJson: boolean

  /** Throws `INVALID_CONDITION`, which names the place, where it is none, or none that can be true. */
  constructor(expression: string) {
    const parsed = parse(expression)
    this.#evaluate = parsed
    this.#isQuick = isQuick(parsed.ast)
    this.#readsJson = expression.includes('json')
  }

  /** What fails, or takes too long, is not met. */
  judge(event: Event): CelAnswer {
    const context = { event: celEvent(event, this.#readsJson) }
    try {
      const evaluate = () => answerOf(this.#evaluate(context))
      return this.#isQuick ? evaluate() : (limit.run(evaluate)?.value ?? TOOK_TOO_LONG)
    } catch (error) {
      return { met: false, reason: `the expression failed: ${reasonOf(error)}` }
    }
  }
}

/** The expression of a condition, compiled once. */
export function celExpressionOf(condition: { readonly expression: string }): CelExpression {
  const known = compiled.get(condition)
  if (known !== undefined) return known
  const expression = new CelExpression(condition.expression)
  compiled.set(condition, expression)
  return expression
}

function answerOf(result: unknown): CelAnswer {
  if (result === true) return { met: true, reason: '' }
  return {
    met: false,
    reason: result === false ? 'the expression is false' : 'the expression is neither true nor false',
  }
}

interface CelEvent {
  readonly key: string
  readonly value: string | null
  readonly json: unknown
  readonly sender: string | null
  readonly namespace: string
}

function celEvent(event: Event, readsJson: boolean): CelEvent {
  const { key, value, sender, namespace } = event
  return { key, value, json: readsJson ? jsonOf(event) : null, sender, namespace }
}

function jsonOf(event: Event): unknown {
  const known = readValues.get(event)
  if (known !== undefined) return known.json
  const json = readJson(event.value)
  readValues.set(event, { json })
  return json
}

function readJson(value: string | null): unknown {
  try {
    return value === null ? null : JSON.parse(value)
  } catch {
    // A value is any text; expressions see null where it is not JSON.
    return null
  }
}

function parse(expression: string) {
  try {
    const parsed = environment.parse(expression)
    const { valid, type = '', error } = parsed.check()
    if (!valid) throw error
    if (type === 'bool' || type === 'dyn') return parsed
  } catch (error) {
    throw invalid(expression, reasonOf(error), error)
  }
  throw invalid(expression, 'it is never true: let it compare something')
}

function invalid(expression: string, problem: string, cause?: unknown): AIFlowError {
  const position = positionOf(cause)
  const place = position === null ? '' : ` at character ${position}`
  return new AIFlowError(
    'INVALID_CONDITION',
    `The CEL expression "${expression}" is not valid${place}: ${problem}. Example: event.key == "order" && event.json.total > 100`,
    { details: { expression, position }, cause },
  )
}

/** Counted from 1. */
function positionOf(error: unknown): number | null {
  const range =
    error instanceof Error && 'range' in error ? (error.range as { start?: unknown } | undefined) : undefined
  return typeof range?.start === 'number' ? range.start + 1 : null
}

function reasonOf(error: unknown): string {
  const { summary, message = '' } = error as { summary?: string; message?: string }
  return summary ?? message.split('\n')[0] ?? ''
}

function isQuick(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isQuick)
  if (!isNode(node)) return true
  if (node.op === 'call') return QUICK_FUNCTIONS.has(node.args[0]) && isQuick(node.args[1])
  if (node.op === 'rcall') return QUICK_FUNCTIONS.has(node.args[0]) && isQuick(node.args.slice(1))
  return isQuick(node.args)
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}
