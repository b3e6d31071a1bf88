import type { Json } from '@aiflow/sdk'

/** The part of JSON Schema that the form understands. The check handles the rest. */
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

/** The schema of all parameters of a workflow. */
export type ObjectSchema = Readonly<Record<string, Json>>

/** The kind of field for a value. */
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
  /** As JSON: the form has no better field for it. */
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

/** Replaces references within the schema by what they refer to. */
export function resolved(schema: Schema, whole: ObjectSchema): Schema {
  const { $ref } = schema
  if ($ref === undefined || !$ref.startsWith('#/')) return schema
  let found: Json = whole as Json
  for (const part of $ref.slice(2).split('/')) {
    found = isObject(found) ? (found[part.replaceAll('~1', '/').replaceAll('~0', '~')] ?? null) : null
  }
  if (!isObject(found)) return schema
  const { $ref: _, ...own } = schema
  // Keywords beside the reference, such as a default, take precedence.
  return { ...(found as Schema), ...own }
}

/** The initial values of a form: the defaults, and empty objects for nested properties. */
export function draftOf(schema: ObjectSchema | null): Readonly<Record<string, Json>> {
  if (schema === null) return {}
  const draft = defaultOf(schema as Schema, schema)
  return isObject(draft) ? draft : {}
}

/** Undefined if the schema has no default. */
function defaultOf(of: Schema, whole: ObjectSchema): Json | undefined {
  const schema = resolved(of, whole)
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.type !== 'object' || schema.properties === undefined) return undefined
  const entries = Object.entries(schema.properties).map(([name, one]) => [name, defaultOf(one, whole)] as const)
  const present = entries.filter(([, value]) => value !== undefined)
  return present.length === 0 ? undefined : (Object.fromEntries(present) as Json)
}

/** The initial value of a new item in a list. */
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
