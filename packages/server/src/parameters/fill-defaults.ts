import type { Json } from '@aiflow/sdk/internal/json'
import type { FillBudget } from './fill-budget.ts'
import { parameterPattern } from './formats.ts'
import { escaped, isSchema, referredTo, type Schema } from './schema-words.ts'

type JsonObject = Record<string, Json>

export interface Filling {
  readonly whole: Schema
  /** Whether a value fits the schema at a pointer into the whole schema. */
  readonly fits: (pointer: string, value: Json) => boolean
  readonly budget: FillBudget
}

/**
 * The value with the defaults of its properties, at all levels. Of several alternatives, the first one counts that the
 * value fits after its defaults are filled in. Does not change the value. Throws `FillError`.
 */
export function fillDefaults(pointer: string, value: Json, filling: Filling): Json {
  return filling.budget.inside(() => fillPart(pointer, value, filling))
}

function fillPart(pointer: string, value: Json, filling: Filling): Json {
  const schema = referredTo(filling.whole, pointer)
  if (!isSchema(schema) || typeof value !== 'object' || value === null) return value
  let filled: Json = value
  if (typeof schema.$ref === 'string') filled = fillDefaults(schema.$ref, filled, filling)
  for (const one of placesOf(schema, pointer, 'allOf')) filled = fillDefaults(one, filled, filling)
  filled = Array.isArray(filled)
    ? filled.map((item, index) => fillDefaults(placeOfItem(schema, pointer, index), item, filling))
    : fillObject(schema, pointer, { value: filled as JsonObject, filling })
  for (const word of ['anyOf', 'oneOf']) {
    for (const one of placesOf(schema, pointer, word)) {
      const alternative = fillDefaults(one, filled, filling)
      if (!filling.fits(one, alternative)) continue
      filled = alternative
      break
    }
  }
  return filled
}

function fillObject(
  schema: Schema,
  pointer: string,
  { value, filling }: { readonly value: JsonObject; readonly filling: Filling },
): Json {
  const filled = new Map(Object.entries(value))
  const properties = isSchema(schema.properties) ? schema.properties : {}
  for (const [name, property] of Object.entries(properties)) {
    if (filled.has(name)) continue
    const given = defaultOf(property, filling.whole)
    if (given === undefined) continue
    filling.budget.spend(name.length + JSON.stringify(given).length)
    filled.set(name, structuredClone(given))
  }
  const entries = [...filled].map(([name, of]) => [
    name,
    fillDefaults(placeOfProperty(schema, pointer, name), of, filling),
  ])
  return Object.fromEntries(entries)
}

/** The schema's own default, or that of the schema it refers to. */
function defaultOf(schema: Json | undefined, whole: Schema): Json | undefined {
  if (!isSchema(schema)) return undefined
  if (schema.default !== undefined) return schema.default
  const inner = typeof schema.$ref === 'string' ? defaultOf(referredTo(whole, schema.$ref), whole) : undefined
  if (inner !== undefined || !Array.isArray(schema.allOf)) return inner
  return schema.allOf.map((one) => defaultOf(one, whole)).find((given) => given !== undefined)
}

function placeOfProperty(schema: Schema, pointer: string, name: string): string {
  if (isSchema(schema.properties) && Object.hasOwn(schema.properties, name)) {
    return `${pointer}/properties/${escaped(name)}`
  }
  const patterns = isSchema(schema.patternProperties) ? Object.keys(schema.patternProperties) : []
  const pattern = patterns.find((one) => parameterPattern(one).test(name))
  return pattern === undefined ? `${pointer}/additionalProperties` : `${pointer}/patternProperties/${escaped(pattern)}`
}

function placeOfItem(schema: Schema, pointer: string, index: number): string {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems.length : 0
  return index < first ? `${pointer}/prefixItems/${index}` : `${pointer}/items`
}

function placesOf(schema: Schema, pointer: string, word: string): string[] {
  const list = schema[word]
  return Array.isArray(list) ? list.map((_, index) => `${pointer}/${word}/${index}`) : []
}
