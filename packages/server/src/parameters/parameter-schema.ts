import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { fitsBytes } from '@aiflow/sdk/internal/limits'
import { PatternError } from '../formulas/pattern.ts'
import { TimeLimit } from '../formulas/time-limit.ts'
import { isQuick } from './check-schema.ts'
import { FillError } from './fill-budget.ts'
import { describeProblems, type ProblemText } from './problem-texts.ts'
import { SchemaValidator } from './schema-validator.ts'
import { MAX_SCHEMA_WEIGHT, schemaWeight } from './schema-weight.ts'

export type Parameters = Readonly<Record<string, Json>>

/** Enough for parameters that people write by hand. Each attempt carries them. */
const MAX_BYTES = 64 * 1024

/**
 * Time limit of one check, as a last safety net. A normal check takes a few milliseconds, but a schema that refers to
 * itself may take forever. A busy machine must not come near it.
 */
const LIMIT_MS = 1000

// Checks run one at a time, so it never waits.
const limit = new TimeLimit(LIMIT_MS)

/** What takes parameters: a workflow, or a task that somebody answers. */
type Owner = { readonly workflow: string } | { readonly task: string }

/** The schema of parameters. It is compiled on first use, because most never are used. */
export class ParameterSchema {
  readonly #owner: Owner
  /** Such as `workflow "w"`. */
  readonly #what: string
  readonly #schema: Parameters | null
  #validator: SchemaValidator | null = null

  /** `schema`: from the definition; undefined if there are no parameters. */
  constructor(owner: Owner, schema: Parameters | undefined) {
    this.#owner = owner
    this.#what = 'workflow' in owner ? `workflow "${owner.workflow}"` : `task "${owner.task}"`
    this.#schema = schema ?? null
  }

  /**
   * Checks the schema of an upload. Throws `INVALID_WORKFLOW` if the schema cannot be checked, takes too long to
   * compile, or has a default that does not fit.
   */
  compile(): void {
    const weight = this.#weight()
    if (weight > MAX_SCHEMA_WEIGHT) {
      throw this.#unusable(
        `it takes too long to compile: ${weight} units, and ${MAX_SCHEMA_WEIGHT} are allowed; use fewer properties, names in "required" and "dependentRequired", alternatives and defaults`,
      )
    }
    const validator = this.#compiled()
    const [wrong] = this.#inTime(() => this.#wrongDefaults(validator))
    if (wrong === undefined) return
    const texts = describeProblems(wrong.problems).map(({ path, problem }) =>
      path.length === 0 ? problem : `"${path.join('.')}" ${problem}`,
    )
    throw this.#unusable(`the default at ${wrong.pointer} ${texts.join(', and ')}`)
  }

  /**
   * Returns the parameters with their defaults. Throws `INVALID_ARGUMENT`, which names each wrong parameter,
   * `TOO_LARGE`, or `INVALID_WORKFLOW` if an older version accepted a schema that cannot be checked.
   */
  check(given: Parameters): Parameters {
    if (!fitsBytes(JSON.stringify(given), MAX_BYTES)) throw tooLarge('The parameters are')
    if (this.#schema === null) return this.#checkNone(given)
    const validator = this.#compiled()
    const { filled, problems } = this.#inTime(() => {
      const value = this.#filled(validator, given)
      return { filled: value, problems: validator.problems(value) }
    })
    if (problems.length > 0) throw this.#invalid(describeProblems(problems))
    return filled
  }

  /** The parameters with their defaults. Defaults count as if they had been given. */
  #filled(validator: SchemaValidator, given: Parameters): Parameters {
    try {
      const filled = validator.fill(given) as Parameters
      if (filled === given || fitsBytes(JSON.stringify(filled), MAX_BYTES)) return filled
    } catch (error) {
      if (!(error instanceof FillError)) throw error
    }
    throw tooLarge('The parameters with their defaults are')
  }

  #wrongDefaults(validator: SchemaValidator): ReturnType<SchemaValidator['wrongDefaults']> {
    try {
      if (fitsBytes(JSON.stringify(validator.fill({})), MAX_BYTES)) return validator.wrongDefaults()
    } catch (error) {
      if (!(error instanceof FillError)) throw error
    }
    throw this.#unusable(`its defaults alone come to more than ${MAX_BYTES} bytes of JSON`)
  }

  #compiled(): SchemaValidator {
    this.#validator ??= this.#create()
    return this.#validator
  }

  #inTime<T>(work: () => T): T {
    const quick = this.#schema !== null && isQuick(this.#schema)
    try {
      const ended = quick ? { value: work() } : limit.run(work)
      if (ended !== null) return ended.value
    } catch (error) {
      if (!(error instanceof PatternError || error instanceof RangeError)) throw error
    }
    const message = `The parameters of the ${this.#what} cannot be checked within ${LIMIT_MS} ms: their schema takes too long for them.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { ...this.#owner } })
  }

  #weight(): number {
    try {
      return schemaWeight(this.#schema ?? {})
    } catch (cause) {
      if (cause instanceof RangeError) throw this.#unusable('it is nested too deep', cause)
      throw cause
    }
  }

  #create(): SchemaValidator {
    const schema = this.#schema ?? {}
    if (schema.type !== 'object') throw this.#unusable('its type is not "object"')
    try {
      if (!fitsBytes(JSON.stringify(schema), MAX_BYTES)) throw new Error(`it is longer than ${MAX_BYTES} bytes`)
      return new SchemaValidator(closed(schema))
    } catch (cause) {
      if (cause instanceof RangeError) throw this.#unusable('it is nested too deep', cause)
      throw this.#unusable(cause instanceof Error ? cause.message : String(cause), cause)
    }
  }

  #unusable(reason: string, cause?: unknown): AIFlowError {
    const message = `The schema of the parameters of the ${this.#what} cannot be used: ${reason}. Correct it, and upload the workflow again.`
    return new AIFlowError('INVALID_WORKFLOW', message, { details: { ...this.#owner }, cause })
  }

  #checkNone(given: Parameters): Parameters {
    const names = Object.keys(given)
    if (names.length === 0) return {}
    const message = `The ${this.#what} takes no parameters, but was given ${quote(names)}. Declare them in the workflow, or leave them out.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { ...this.#owner, parameters: names } })
  }

  #invalid(problems: readonly ProblemText[]): AIFlowError {
    const texts = problems.map(({ path, problem }) => (path.length === 0 ? problem : `"${path.join('.')}": ${problem}`))
    const message = `The parameters of the ${this.#what} are not valid. ${texts.join('; ')}.`
    const issues = problems.map(({ path, problem }) => ({ path: [...path], problem }))
    return new AIFlowError('INVALID_ARGUMENT', message, { details: { ...this.#owner, issues } })
  }
}

/** Refuses undeclared names, unless the author allows additional properties. */
function closed(schema: Parameters): Parameters {
  if ('additionalProperties' in schema || 'unevaluatedProperties' in schema) return schema
  const isOfSeveral = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'].some((word) => word in schema)
  return { ...schema, [isOfSeveral ? 'unevaluatedProperties' : 'additionalProperties']: false }
}

function tooLarge(what: string): AIFlowError {
  const message = `${what} longer than ${MAX_BYTES} bytes of JSON. Store large content in a file, and its path here.`
  return new AIFlowError('TOO_LARGE', message, { details: { maxBytes: MAX_BYTES } })
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
