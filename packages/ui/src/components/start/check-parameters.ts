import type { Json } from '@aiflow/sdk'
import { issueText } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import type { ObjectSchema } from './schema.ts'

/** Problems by path, such as `sizes.1`. The empty path is the whole value. */
export type Problems = ReadonlyMap<string, string>

/** Checks parameters as the server would. The server still decides. */
export function checkParameters(schema: ObjectSchema | null, value: Readonly<Record<string, Json>>): Problems {
  if (schema === null) return new Map()
  const problems = new Map<string, string>()
  for (const issue of issuesOf(schema, value)) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) problems.set([...issue.path, key].join('.'), 'is not declared')
      continue
    }
    const isMissing = valueAt(value, issue.path) === undefined
    problems.set(issue.path.join('.'), isMissing ? 'is required' : issue.message)
  }
  return problems
}

function issuesOf(schema: ObjectSchema, value: Json): readonly z.core.$ZodIssue[] {
  // A user's pattern may run for ever. The server can abort it, but a page cannot.
  if (JSON.stringify(schema).includes('"pattern')) return []
  try {
    const closed = { additionalProperties: false, ...schema } as Parameters<typeof z.fromJSONSchema>[0]
    return z.fromJSONSchema(closed).safeParse(value, { error: issueText }).error?.issues ?? []
  } catch {
    // The server understands more of JSON Schema.
    return []
  }
}

function valueAt(value: Json, path: readonly PropertyKey[]): unknown {
  let found: unknown = value
  for (const part of path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[part]
  return found
}
