import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import type * as z from 'zod'
import { fromJson } from '../rows/json-column.ts'

type Path = readonly PropertyKey[]

/**
 * Reads a definition. An older server accepted larger numbers than today's, such as a timeout of 285 million years. They
 * are lowered to today's maximum.
 */
export function readDefinition(text: string): WorkflowDefinition {
  const definition = fromJson<WorkflowDefinition>(text)
  for (const { path, greatest } of tooGreat(definition)) setAt(definition, path, greatest)
  return definition
}

function tooGreat(definition: WorkflowDefinition): { path: Path; greatest: number }[] {
  // JSON Schemas and parameters hold none of these numbers, and may be nested too deeply to be walked.
  const { parameters: _, triggers, schedules, ...others } = definition
  const parsed = workflowDefinitionSchema.safeParse({
    ...others,
    triggers: triggers.map((trigger) => ({ ...trigger, parameters: {} })),
    schedules: schedules.map((schedule) => ({ ...schedule, parameters: {} })),
  })
  return (parsed.error?.issues ?? []).flatMap((issue) => exceeded(issue, []))
}

function exceeded(issue: z.core.$ZodIssue, within: Path): { path: Path; greatest: number }[] {
  const path = [...within, ...issue.path]
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap((inner) => exceeded(inner, path))
  if (issue.code !== 'too_big' || (issue.origin !== 'number' && issue.origin !== 'int')) return []
  return [{ path, greatest: Number(issue.maximum) }]
}

function setAt(value: unknown, [first, ...rest]: Path, number: number): void {
  if (first === undefined || typeof value !== 'object' || value === null) return
  const container = value as Record<PropertyKey, unknown>
  if (rest.length === 0) container[first] = number
  else setAt(container[first], rest, number)
}
