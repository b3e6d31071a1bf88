import { AIFlowError, fitsBytes, type Json, nearestName } from '@aiflow/sdk/internal'
import * as z from 'zod'
import { TimeLimit } from '../formulas/time-limit.ts'

export type Parameters = Readonly<Record<string, Json>>

type JsonSchema = globalThis.Parameters<typeof z.fromJSONSchema>[0]

/** What people write by hand, and what each attempt carries along. */
const MAX_BYTES = 64 * 1024

/** A regular expression of an author may take longer than the world exists. */
const PATTERN_LIMIT_MS = 100

/** The schema of a workflow's parameters; compiled when it is asked for the first time, since most never are. */
export class ParameterSchema {
  readonly #workflow: string
  readonly #schema: Parameters | null
  readonly #hasPatterns: boolean
  readonly #limit = new TimeLimit(PATTERN_LIMIT_MS)
  #compiled: z.ZodType | null = null

  /** `schema`: as the definition has it, undefined where the workflow takes no parameters. */
  constructor(workflow: string, schema: Parameters | undefined) {
    this.#workflow = workflow
    this.#schema = schema ?? null
    this.#hasPatterns = schema !== undefined && JSON.stringify(schema).includes('"pattern')
  }

  /** Throws `INVALID_WORKFLOW` where the schema is not one that can be checked. */
  compile(): void {
    this.#compiled ??= this.#create()
  }

  /** The parameters with their defaults. Throws `INVALID_ARGUMENT`, which names each that is wrong, or `TOO_LARGE`. */
  check(given: Parameters): Parameters {
    if (!fitsBytes(JSON.stringify(given), MAX_BYTES)) throw tooLarge()
    if (this.#schema === null) return this.#checkNone(given)
    const parsed = this.#parse(given)
    if (parsed.success) return parsed.data as Parameters
    throw this.#invalid(parsed.error.issues, given)
  }

  #parse(parameters: Parameters): z.ZodSafeParseResult<unknown> {
    this.#compiled ??= this.#create()
    const compiled = this.#compiled
    // Without a prototype, which has a "constructor" for everyone who did not give one.
    const given: Parameters = Object.assign(Object.create(null), parameters)
    if (!this.#hasPatterns) return compiled.safeParse(given)
    const ended = this.#limit.run(() => compiled.safeParse(given))
    if (ended !== null) return ended.value
    const message = `The parameters of the workflow "${this.#workflow}" cannot be checked in time: a pattern of their schema takes too long for them.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { workflow: this.#workflow } })
  }

  #create(): z.ZodType {
    const schema = this.#schema ?? {}
    // A name that is not declared is a mistake, unless the author says that others may come.
    const closed = { additionalProperties: false, ...schema }
    try {
      if (schema.type !== 'object') throw new Error('its type is not "object"')
      if (!fitsBytes(JSON.stringify(schema), MAX_BYTES)) throw new Error(`it is longer than ${MAX_BYTES} bytes`)
      return z.fromJSONSchema(closed as JsonSchema)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      const message = `The schema of the parameters of the workflow "${this.#workflow}" cannot be used: ${reason}.`
      throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow: this.#workflow }, cause })
    }
  }

  #checkNone(given: Parameters): Parameters {
    const names = Object.keys(given)
    if (names.length === 0) return {}
    const message = `The workflow "${this.#workflow}" takes no parameters, but was given ${quote(names)}. Declare them in the workflow, or leave them out.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { workflow: this.#workflow, parameters: names } })
  }

  #invalid(issues: readonly z.core.$ZodIssue[], given: Parameters): AIFlowError {
    const problems = issues.flatMap((issue) => this.#describe(issue, given))
    const message = `The parameters of the workflow "${this.#workflow}" are not valid. ${problems.join('; ')}.`
    const details = issues.map(({ path, message: problem }) => ({ path: path.map(String), problem }))
    return new AIFlowError('INVALID_ARGUMENT', message, { details: { workflow: this.#workflow, issues: details } })
  }

  #describe(issue: z.core.$ZodIssue, given: Parameters): string[] {
    if (issue.code !== 'unrecognized_keys') {
      const [first] = issue.path
      const isMissing = issue.path.length === 1 && !Object.hasOwn(given, String(first))
      return [`"${issue.path.join('.')}": ${isMissing ? 'is missing' : issue.message}`]
    }
    return issue.keys.map((key) => {
      const near = nearestName(key, this.#names())
      return `"${[...issue.path, key].join('.')}": is not declared${near === null ? '' : ` (did you mean "${near}"?)`}`
    })
  }

  #names(): string[] {
    const properties = this.#schema?.properties
    return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  }
}

function tooLarge(): AIFlowError {
  const message = `The parameters are longer than ${MAX_BYTES} bytes of JSON. Keep large content in a file and its path here.`
  return new AIFlowError('TOO_LARGE', message, { details: { maxBytes: MAX_BYTES } })
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
