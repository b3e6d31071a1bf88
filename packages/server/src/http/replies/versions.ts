import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Versioned } from '../../log/control.ts'

/** The version that the header If-Match requires, or any if it is absent or `*`. */
export function versionAskedFor({ headers }: FastifyRequest): Versioned {
  const asked = headers['if-match']
  if (asked === undefined || asked.trim() === '*') return {}
  const version = parseWholeNumber(/^\s*(?:W\/)?"(.+)"\s*$/.exec(asked)?.[1] ?? '', 0)
  if (version !== null) return { ifVersion: version }
  const message = `The header If-Match is ${asked}, which is not a version. Send the ETag of what you read, such as "7".`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { ifMatch: asked } })
}

/** Sets the ETag to the version of the answer, if it has one. */
export function tellVersion(reply: FastifyReply, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('version' in answer)) return
  if (typeof answer.version === 'number') reply.header('etag', `"${answer.version}"`)
}
