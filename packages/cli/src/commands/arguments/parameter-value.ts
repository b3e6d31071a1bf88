import type { Json } from '@aiflow/sdk'
import { findInexactInteger, inexactIntegerProblem } from '@aiflow/sdk/internal/json'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { wrongUse } from '../../output/errors.ts'

type Schema = Readonly<Record<string, Json>>
type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

const MAX_REFERENCES = 100
const ALL: readonly Kind[] = ['null', 'boolean', 'number', 'string', 'array', 'object']
/** Keywords of a schema that imply one kind of value, for schemas without a type. */
const WORDS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'maxProperties'],
}

/**
 * The value that a text of the command line means for a parameter:
 *
 * - the text itself, if the parameter accepts only text;
 * - otherwise the JSON value of the text, if the parameter accepts that;
 * - otherwise the text itself, if the parameter accepts text.
 *
 * A value that the parameter does not accept is passed on, so that the server explains the error. Throws if JavaScript cannot
 * represent an integer.
 */
export function parameterValue(name: string, text: string, whole: Schema | undefined): Json {
  const kinds = kindsOf(schemaOf(name, whole), whole, 0)
  if (kinds.size === 1 && kinds.has('string')) return text
  const json = jsonOf(text)
  if (json === undefined) return text
  if (kinds.has('string') && !kinds.has(kindOf(json))) return text
  const integer = findInexactInteger(text)
  if (integer === null) return json
  throw wrongUse(`The parameter "${name}" ${inexactIntegerProblem(integer)}.`)
}

/** Whether a parameter may accept text, so that a refused JSON value may be meant as text. */
export function mayBeText(name: string, whole: Schema | undefined): boolean {
  return kindsOf(schemaOf(name, whole), whole, 0).has('string')
}

function schemaOf(name: string, whole: Schema | undefined): Json | undefined {
  if (whole === undefined) return undefined
  const parts = [whole, ...listOf(whole.allOf)].filter(isObject)
  for (const { properties } of parts) {
    if (isObject(properties) && Object.hasOwn(properties, name)) return properties[name]
  }
  return whole.additionalProperties
}

/** The kinds of values that a schema accepts; all if it does not say. */
function kindsOf(schema: Json | undefined, whole: Schema | undefined, hops: number): ReadonlySet<Kind> {
  if (!isObject(schema) || hops > MAX_REFERENCES) return new Set(ALL)
  let kinds = new Set<Kind>(ALL)
  const narrow = (others: Iterable<Kind>) => {
    const allowed = new Set(others)
    kinds = new Set([...kinds].filter((kind) => allowed.has(kind)))
  }
  const meant = schema.type === undefined ? meantKinds(schema) : namedKinds(schema.type)
  if (schema.type !== undefined || meant.length > 0) narrow(meant)
  if (Array.isArray(schema.enum)) narrow(schema.enum.map(kindOf))
  if (schema.const !== undefined) narrow([kindOf(schema.const)])
  if (typeof schema.$ref === 'string') narrow(kindsOf(referredTo(schema.$ref, whole), whole, hops + 1))
  for (const one of listOf(schema.allOf)) narrow(kindsOf(one, whole, hops + 1))
  for (const alternatives of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(alternatives)) narrow(alternatives.flatMap((one) => [...kindsOf(one, whole, hops + 1)]))
  }
  return kinds
}

function meantKinds(schema: Schema): Kind[] {
  return ALL.filter((kind) => WORDS[kind]?.some((word) => Object.hasOwn(schema, word)))
}

function namedKinds(type: Json): Kind[] {
  const names = Array.isArray(type) ? type : [type]
  return names.flatMap((name) => ALL.filter((kind) => kind === (name === 'integer' ? 'number' : name)))
}

function referredTo(ref: string, whole: Schema | undefined): Json | undefined {
  let found: Json | undefined = whole as Json | undefined
  for (const part of ref.split('/').slice(1)) {
    // A "%" that begins no escape is refused by the server.
    const name = decodeURIComponent(part.replace(/%(?![0-9a-f]{2})/gi, '%25'))
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
    found =
      isObject(found) && Object.hasOwn(found, name)
        ? found[name]
        : Array.isArray(found)
          ? found[parseWholeNumber(name, 0) ?? -1]
          : undefined
  }
  return found
}

function kindOf(json: Json): Kind {
  if (json === null) return 'null'
  if (Array.isArray(json)) return 'array'
  const kind = typeof json
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'object'
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
