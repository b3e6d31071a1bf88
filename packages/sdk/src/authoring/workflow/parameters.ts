import type { Json } from '../../model/json/json.ts'
import { copyOfJson, problemOfJson } from '../../model/json/json-value.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import { invalidWorkflow } from '../checks/checks.ts'

/** A schema that can be converted to JSON Schema, such as one of Zod 4.2 or later. See standardschema.dev. */
export interface StandardJsonSchema {
  readonly '~standard': {
    readonly jsonSchema: {
      input(options: { readonly target: 'draft-2020-12' }): Readonly<Record<string, unknown>>
    }
  }
}

/** Describes the parameters of a workflow: a Zod object, or a JSON Schema of an object. */
export type ParametersSchema = StandardJsonSchema | Readonly<Record<string, unknown>>

/** What has parameters. */
type Owner = { readonly workflow: string } | { readonly task: string }

/** The JSON Schema of the parameters. Throws INVALID_WORKFLOW if it does not describe an object. */
export function parametersDefinition(owner: Owner, schema: ParametersSchema): Record<string, Json> {
  const [[kind, name] = []] = Object.entries(owner)
  const asked = `"parameters" of the ${kind} "${name}"`
  if (typeof schema !== 'object' || schema === null) {
    throw invalidWorkflow(`${asked} must be a Zod object or a JSON Schema, not ${quoted(schema)}.`, owner)
  }
  const described = plainJson(asked, isStandard(schema) ? describe(asked, schema) : schema)
  if (described.type === 'object') return described
  throw invalidWorkflow(
    `${asked} must describe an object: { type: "object", properties: … }, or z.object({ … }).`,
    owner,
  )
}

function isStandard(schema: ParametersSchema): schema is StandardJsonSchema {
  if (!('~standard' in schema)) return false
  const standard = schema['~standard']
  return typeof standard === 'object' && standard !== null && 'jsonSchema' in standard
}

function describe(asked: string, schema: StandardJsonSchema): Readonly<Record<string, unknown>> {
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalidWorkflow(`${asked} cannot be written as JSON Schema: ${reason}. Use types that JSON has.`)
  }
}

function plainJson(asked: string, schema: Readonly<Record<string, unknown>>): Record<string, Json> {
  const problem = isPlainObject(schema) ? problemOfJson(schema) : `is ${quoted(schema)}, which JSON does not have`
  if (problem !== null) throw invalidWorkflow(`${asked} ${problem}.`)
  const { $schema: _, ...rest } = copyOfJson(schema) as Record<string, Json>
  return rest
}
