import { isUtf8 } from 'node:buffer'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import {
  describeJsonProblem,
  findInexactInteger,
  findJsonProblem,
  inexactIntegerProblem,
} from '@aiflow/sdk/internal/json'
import { MAX_ENVELOPE_DEPTH, MAX_JSON_DEPTH } from '@aiflow/sdk/internal/limits'
import type { FastifyInstance } from 'fastify'

/**
 * Parses bodies, which must be JSON in UTF-8. Throws `INVALID_JSON`, or `INVALID_ARGUMENT` for JSON that cannot be
 * stored exactly.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(Buffer.isBuffer(body) ? body : Buffer.from(body)))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

function parseJson(body: Buffer): unknown {
  const value = contentOf(body)
  const found = findJsonProblem(value, MAX_JSON_DEPTH + MAX_ENVELOPE_DEPTH)
  if (found === null) return value
  throw new AIFlowError('INVALID_ARGUMENT', `The body of the request ${describeJsonProblem(found)}.`, {
    details: { part: 'body', ...found },
  })
}

function contentOf(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw new AIFlowError('INVALID_JSON', 'The body is not valid UTF-8. Encode the JSON as UTF-8.')
  const text = body.toString('utf8')
  refuseInexactIntegers(text)
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The body is not JSON${placeOf(cause)}. Check for missing or extra quotes, commas and brackets.`
    throw new AIFlowError('INVALID_JSON', message, { cause })
  }
}

/** Integers that would be stored as other numbers. */
function refuseInexactIntegers(text: string): void {
  const integer = findInexactInteger(text)
  if (integer === null) return
  const message = `The body of the request ${inexactIntegerProblem(integer)}.`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { part: 'body', integer } })
}

/** The parser reports the position of some errors. */
function placeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('end of JSON')) return ': it ends too early'
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? []
  return line === undefined ? '' : `: it cannot be read from line ${line}, column ${column} on`
}
