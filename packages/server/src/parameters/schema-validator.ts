import type { Json } from '@aiflow/sdk/internal/json'
import type { ErrorObject } from 'ajv'
import type { Ajv2020, AnySchemaObject } from 'ajv/dist/2020.js'
import { lazyLibrary } from '../formulas/lazy-library.ts'
import { checkSchema } from './check-schema.ts'
import { addContentWords } from './content-words.ts'
import { addDistinctItems } from './distinct-items.ts'
import { FillBudget } from './fill-budget.ts'
import { fillDefaults } from './fill-defaults.ts'
import { FORMATS, parameterPattern } from './formats.ts'
import { innerSchemas, isSchema, type Schema } from './schema-words.ts'

/** The library that checks values against schemas. */
export const schemaLibrary = lazyLibrary<typeof import('./schema-library.ts')>({
  built: 'schemas.js',
  source: '../parameters/schema-library.ts',
})

export type Problem = ErrorObject

const KEY = 'parameters'
/** A value divided by `multipleOf` must be whole, to this many digits after the point. */
const MULTIPLE_OF_DIGITS = 7

/** Fills in and checks values against a schema. */
export class SchemaValidator {
  readonly #whole: Schema
  readonly #ajv: Ajv2020
  /** Without defaults, a value stays as it was given. */
  readonly #hasDefaults: boolean

  /** Throws an Error that says what is wrong with the schema, and where. */
  constructor(whole: Schema) {
    checkSchema(whole)
    this.#whole = whole
    this.#hasDefaults = JSON.stringify(whole).includes('"default":')
    this.#ajv = new (schemaLibrary().Ajv2020)({
      // Unknown keywords were refused before.
      strict: false,
      validateSchema: false,
      meta: false,
      logger: false,
      allErrors: true,
      verbose: true,
      ownProperties: true,
      inlineRefs: false,
      // Fractions are not exact, but 0.07 is seven times 0.01.
      multipleOfPrecision: MULTIPLE_OF_DIGITS,
      formats: FORMATS,
      code: { regExp: Object.assign((source: string) => parameterPattern(source), { code: 'pattern' }) as never },
    })
    addContentWords(this.#ajv)
    addDistinctItems(this.#ajv)
    this.#ajv.addSchema(whole as AnySchemaObject, KEY)
    this.#compiled('#')
  }

  /** The value with its defaults. Throws `FillError`. */
  fill(value: Json, pointer = '#'): Json {
    if (!this.#hasDefaults) return value
    const fits = (at: string, of: Json) => this.#compiled(at)(of) === true
    return fillDefaults(pointer, value, { whole: this.#whole, fits, budget: new FillBudget() })
  }

  /** The problems with a value; empty if it fits. */
  problems(value: Json, pointer = '#'): readonly Problem[] {
    const validate = this.#compiled(pointer)
    return validate(value) === true ? [] : [...(validate.errors ?? [])]
  }

  /** The defaults inside of the schema that do not fit their own schema. */
  wrongDefaults(): { readonly pointer: string; readonly problems: readonly Problem[] }[] {
    return defaultsIn(this.#whole, '#').flatMap(([pointer, value]) => {
      const problems = this.problems(this.fill(value, pointer), pointer)
      return problems.length === 0 ? [] : [{ pointer, problems }]
    })
  }

  #compiled(pointer: string) {
    const validate = this.#ajv.getSchema(`${KEY}${pointer}`)
    if (validate === undefined) throw new Error(`there is nothing at ${pointer}`)
    return validate
  }
}

function defaultsIn(schema: Json, pointer: string): [string, Json][] {
  if (!isSchema(schema)) return []
  const own: [string, Json][] = schema.default === undefined ? [] : [[pointer, schema.default]]
  return [...own, ...innerSchemas(schema, pointer).flatMap(({ schema: inner, path }) => defaultsIn(inner, path))]
}
