import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { distinctIssues, issueText, nearestName } from '@aiflow/sdk/internal/text'
import type * as z from 'zod'

const MAX_PROBLEMS = 5

/** The arguments of a tool. Throws `INVALID_ARGUMENT` with what is wrong, in one line. */
export function checkArguments<S extends z.ZodObject>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given ?? {}, { error: issueText })
  if (parsed.success) return parsed.data
  const fields = Object.keys(schema.shape)
  const problems = distinctIssues(parsed.error.issues).map((issue) => describe(issue, fields))
  throw new AIFlowError('INVALID_ARGUMENT', problems.slice(0, MAX_PROBLEMS).join(' '))
}

function describe(issue: z.core.$ZodIssue, fields: readonly string[]): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return unknownField(issue.keys[0] ?? '', fields)
  if (issue.path.length === 0) return `The arguments are not valid: ${issue.message}.`
  return `"${issue.path.map(String).join('.')}" ${issue.message}.`
}

function unknownField(unknown: string, fields: readonly string[]): string {
  const nearest = nearestName(unknown, fields)
  const advice =
    nearest === null ? `There are ${fields.map((name) => `"${name}"`).join(', ')}` : `Did you mean "${nearest}"`
  return `There is no argument "${unknown.slice(0, 100)}". ${advice}${nearest === null ? '.' : '?'}`
}
