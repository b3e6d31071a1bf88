import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { distinctIssues, issueText } from '@aiflow/sdk/internal/text'
import type * as z from 'zod'

const MAX_ISSUES = 10

export type RequestPart = 'body' | 'query' | 'path'

/**
 * Parses a part of a request. Throws `INVALID_ARGUMENT`, which names the field, or `TOO_LARGE` if only a size is wrong.
 */
export function parsePart<S extends z.ZodType>(schema: S, part: RequestPart, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { error: issueText })
  if (parsed.success) return parsed.data
  throw invalidPart(part, parsed.error, value)
}

function invalidPart(part: RequestPart, error: z.ZodError, value: unknown): AIFlowError {
  const issues = distinctIssues(error.issues).map((issue) => ({
    field: nameOfField(issue.path),
    problem: isRepeated(part, issue, value) ? 'may be given once only' : issue.message,
  }))
  const problems = issues
    .slice(0, MAX_ISSUES)
    .map(({ field, problem }) => (field === '' ? problem : `"${field}": ${problem}`))
  const isTooLarge = error.issues.every((issue) => issue.code === 'custom' && issue.params?.maxBytes !== undefined)
  const message = `The ${part} of the request is not valid. ${problems.join('; ')}.`
  return new AIFlowError(isTooLarge ? 'TOO_LARGE' : 'INVALID_ARGUMENT', message, {
    details: { part, issues: issues.slice(0, MAX_ISSUES) },
    cause: error,
  })
}

/** A repeated parameter of a query is a list. One that may be a list has rules of its own. */
function isRepeated(part: RequestPart, { code, path }: z.core.$ZodIssue, value: unknown): boolean {
  const [name, ...rest] = path
  if (part !== 'query' || code === 'custom' || name === undefined || rest.length > 0) return false
  return Array.isArray((value as Record<PropertyKey, unknown>)[name])
}

function nameOfField(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`
    return name === '' ? String(key) : `${name}.${String(key)}`
  }, '')
}
