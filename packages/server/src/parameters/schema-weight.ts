import type { Json } from '@aiflow/sdk/internal/json'
import { compileWeight, PatternError } from '../formulas/pattern.ts'
import { innerSchemas, isSchema, referredTo, type Schema, WORDS } from './schema-words.ts'

/** Maximum weight of one schema: a quarter of a second of a busy machine. */
export const MAX_SCHEMA_WEIGHT = 250_000

/** A schema that is not empty, and each of its keywords. */
const EACH_SCHEMA = 90
const EACH_WORD = 80
const EACH_PROPERTY = 20
/** A schema that compiles to its own function: a default is checked against it, or several schemas refer to it. */
const EACH_FUNCTION = 400
/** An alternative of `oneOf`, which depends on the results of those before it. */
const EACH_ALTERNATIVE = 500
const EACH_NAME = 85
/** Grows faster than the number of names. */
const EACH_DEPENDENT_NAME = 140
const EACH_VALUE = 15
/** A property in `allOf`, which each of the schemas there has to know. */
const EACH_SHARED_PROPERTY = 250
const EACH_TELLING = 1
/** From this many names or values on, the validator uses a loop. */
const LOOPED = 200

/** These keywords cost more than others. */
const DEAR: Readonly<Record<string, number>> = { uniqueItems: 120, contentEncoding: 350, contentMediaType: 350 }

/** Keywords that only people read, or whose content is weighed instead. */
const FREE = new Set(
  'title description default examples deprecated readOnly writeOnly $schema $comment properties $defs definitions'.split(
    ' ',
  ),
)

/**
 * The cost of compiling a schema, estimated from its text in about microseconds of a busy machine. Also works for what
 * is not a valid schema.
 */
export function schemaWeight(whole: Json | undefined): number {
  return isSchema(whole) ? new SchemaScale(whole).weigh() : 0
}

class SchemaScale {
  readonly #whole: Schema
  readonly #weights = new Map<Schema, number>()
  readonly #patterns = new Set<string>()
  readonly #shared = new Set<Schema>()
  #functions = 0

  constructor(whole: Schema) {
    this.#whole = whole
  }

  weigh(): number {
    let weight = this.#weightOf(this.#whole)
    // The set grows in the loop, because a schema may refer to others.
    for (const schema of this.#shared) weight += EACH_FUNCTION + this.#weightOf(schema)
    for (const pattern of this.#patterns) weight += weightOfPattern(pattern)
    return Math.ceil(weight + this.#functions)
  }

  /** Includes all schemas inside it. */
  #weightOf(schema: Schema): number {
    const known = this.#weights.get(schema)
    if (known !== undefined) return known
    let weight = EACH_SCHEMA
    for (const [word, value] of Object.entries(schema)) weight += this.#weightOfWord(word, value)
    for (const { word, schema: inner } of innerSchemas(schema, '')) {
      // Definitions are compiled only if something refers to them, and then once.
      const isApart = word === '$defs' || word === 'definitions'
      const own = isSchema(inner) && Object.keys(inner).length > 0 ? this.#weightOf(inner) : EACH_PROPERTY
      if (!isApart) weight += own
    }
    if (typeof schema.$ref === 'string') this.#share(schema.$ref)
    if (schema.default !== undefined) this.#functions += EACH_FUNCTION + weight
    this.#weights.set(schema, weight)
    return weight
  }

  #weightOfWord(word: string, value: Json): number {
    if (FREE.has(word)) return 0
    const weight = EACH_WORD + (DEAR[word] ?? 0)
    if (word === 'pattern' && typeof value === 'string') this.#patterns.add(value)
    if (word === 'patternProperties' && isSchema(value)) {
      for (const pattern of Object.keys(value)) this.#patterns.add(pattern)
      return weight + EACH_WORD * Object.keys(value).length
    }
    if (word === 'dependentRequired' && isSchema(value)) {
      const names = Object.values(value).flatMap((list) => (Array.isArray(list) ? list : []))
      return weight + EACH_DEPENDENT_NAME * (names.length + Object.keys(value).length)
    }
    if (!Array.isArray(value)) return weight
    if (word === 'required') return weight + EACH_NAME * Math.min(value.length, LOOPED)
    if (word === 'enum' || word === 'type') return weight + EACH_VALUE * Math.min(value.length, LOOPED)
    if (word === 'oneOf') return weight + EACH_ALTERNATIVE * value.length
    if (word !== 'allOf') return weight
    const names = value.reduce((sum: number, one) => sum + namesIn(one), 0)
    return weight + names * (EACH_SHARED_PROPERTY + EACH_TELLING * value.length)
  }

  /** Counts once, however many schemas refer to it. */
  #share(ref: string): void {
    const found = referredTo(this.#whole, ref)
    if (isSchema(found)) this.#shared.add(found)
  }
}

/** The properties that a schema itself declares. */
function namesIn(schema: Json): number {
  if (!isSchema(schema)) return 0
  const own = isSchema(schema.properties) ? Object.keys(schema.properties).length : 0
  return innerSchemas(schema, '').reduce(
    (sum, { word, schema: inner }) =>
      WORDS.get(word)?.isAboutParts === true || word === '$defs' || word === 'definitions' ? sum : sum + namesIn(inner),
    own,
  )
}

/** An invalid pattern is refused elsewhere, with its place. */
function weightOfPattern(pattern: string): number {
  try {
    return compileWeight(pattern)
  } catch (error) {
    if (error instanceof PatternError) return 0
    throw error
  }
}
