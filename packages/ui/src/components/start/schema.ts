import type { Json } from '@aiflow/sdk'

/** A JSON Schema, as much of it as a form understands; whatever else it says is left to the check. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: Json
  readonly enum?: readonly Json[]
  readonly const?: Json
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly format?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly $ref?: string
}

/** The schema of all parameters, as the definition of a workflow has it. */
export type ObjectSchema = Readonly<Record<string, Json>>

/** How a value is asked for. */
export type Field =
  | { readonly kind: 'text'; readonly isLong: boolean }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly Json[] }
  | { readonly kind: 'list'; readonly items: Schema }
  | {
      readonly kind: 'group'
      readonly properties: Readonly<Record<string, Schema>>
      readonly required: readonly string[]
    }
  /** As JSON text: the form has nothing better for it. */
  | { readonly kind: 'json' }

const LONG_TEXT = 200

export function fieldOf(schema: Schema): Field {
  const { type, items, properties, required = [] } = schema
  if (schema.enum !== undefined) return { kind: 'choice', values: schema.enum }
  if (schema.const !== undefined) return { kind: 'choice', values: [schema.const] }
  switch (type) {
    case 'string':
      return { kind: 'text', isLong: (schema.maxLength ?? 0) > LONG_TEXT }
    case 'number':
      return { kind: 'number', isWhole: false }
    case 'integer':
      return { kind: 'number', isWhole: true }
    case 'boolean':
      return { kind: 'switch' }
    case 'array':
      return items === undefined ? { kind: 'json' } : { kind: 'list', items }
    case 'object':
      return properties === undefined ? { kind: 'json' } : { kind: 'group', properties, required }
    default:
      return { kind: 'json' }
  }
}

/** The schema with what it refers to inside of the whole put in its place. */
export function resolved(schema: Schema, whole: ObjectSchema): Schema {
  const { $ref } = schema
  if ($ref === undefined || !$ref.startsWith('#/')) return schema
  let found: Json = whole as Json
  for (const part of $ref.slice(2).split('/')) {
    found = isObject(found) ? (found[part.replaceAll('~1', '/').replaceAll('~0', '~')] ?? null) : null
  }
  if (!isObject(found)) return schema
  const { $ref: _, ...own } = schema
  // What stands beside the reference is nearer, such as a default.
  return { ...(found as Schema), ...own }
}

/** What a form begins with: the defaults, and an object where there will be one. */
export function draftOf(schema: ObjectSchema | null): Readonly<Record<string, Json>> {
  if (schema === null) return {}
  const draft = defaultOf(schema as Schema, schema)
  return isObject(draft) ? draft : {}
}

/** Undefined where the schema has no default. */
function defaultOf(of: Schema, whole: ObjectSchema): Json | undefined {
  const schema = resolved(of, whole)
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.type !== 'object' || schema.properties === undefined) return undefined
  const entries = Object.entries(schema.properties).map(([name, one]) => [name, defaultOf(one, whole)] as const)
  const present = entries.filter(([, value]) => value !== undefined)
  return present.length === 0 ? undefined : (Object.fromEntries(present) as Json)
}

/** What a new value in a list begins with. */
export function firstOf(of: Schema, whole: ObjectSchema): Json {
  const given = defaultOf(of, whole)
  if (given !== undefined) return given
  switch (fieldOf(resolved(of, whole)).kind) {
    case 'text':
      return ''
    case 'number':
      return 0
    case 'switch':
      return false
    case 'list':
      return []
    case 'group':
      return {}
    default:
      return null
  }
}

export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
