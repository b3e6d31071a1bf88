import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Json } from '../json/json.ts'
import { describeJsonProblem } from '../json/json-check.ts'
import { convertToJson } from '../json/json-value.ts'
import { fitsBytes, MAX_KEY_BYTES } from '../text/names.ts'
import { quoted } from '../text/quoted.ts'
import type { Event } from './event.ts'

const BRAND = Symbol.for('aiflow.event-type')

/** At most this many of the places where a value does not fit are named in an error. */
const MAX_ISSUES = 5

/** A schema that can check a value, such as one of Zod, Valibot or ArkType. See standardschema.dev. */
export interface ValueSchema<Output, Input = Output> {
  readonly '~standard': {
    readonly validate: (value: unknown) => Validated<Output> | Promise<Validated<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly ValueIssue[] }

/** Why a value does not fit, and where. */
interface ValueIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * The key of an event together with the type of its value. It stands for its key wherever a key is expected. Values are
 * written as JSON, and a text as it is, so that everybody can send such events: `aiflow event send orders.loaded '{"rows":3}'`.
 */
export class EventType<Output = Json, Input = Output> implements AnyEventType {
  /** Marks an event type, for other copies of the SDK. */
  readonly [BRAND] = true as const
  readonly key: string
  readonly #schema: ValueSchema<Output, Input> | null

  /**
   * With a schema, values are checked when they are written and when they are read. Without one the type is taken on trust.
   * Throws INVALID_ARGUMENT if the key is not a text of 1 to 1024 bytes, or the schema cannot check values.
   */
  constructor(key: string, schema?: ValueSchema<Output, Input>) {
    if (typeof key !== 'string' || key === '' || !key.isWellFormed() || !fitsBytes(key, MAX_KEY_BYTES)) {
      throw wrong(`The key of an event type is a text of 1 to ${MAX_KEY_BYTES} bytes, not ${quoted(key)}.`)
    }
    if (schema !== undefined && typeof schema?.['~standard']?.validate !== 'function') {
      const advice = 'Give one of Zod, Valibot or ArkType, or none.'
      throw wrong(`The schema of the event type "${key}" cannot check values: it is ${quoted(schema)}. ${advice}`)
    }
    this.key = key
    this.#schema = schema ?? null
  }

  /**
   * An event with this value, for `client.events.send`. Throws INVALID_ARGUMENT if the value does not fit the schema, or is
   * not JSON.
   */
  toEvent(value: Input): { readonly key: string; readonly value: string | null } {
    const checked = this.#schema === null ? null : this.#check(this.#schema, value)
    if (checked?.issues !== undefined) throw this.#unfit(checked.issues)
    const converted = convertToJson(value ?? null)
    if ('json' in converted) return { key: this.key, value: textOf(converted.json) }
    const { refusal } = converted
    const message = `The value of the event "${this.key}" ${describeJsonProblem(refusal)}. ${refusal.advice ?? ''}`
    throw wrong(message.trimEnd())
  }

  /**
   * The value of an event. Throws INVALID_ARGUMENT if the event has another key, or its value does not fit the schema: events
   * may come from anybody.
   */
  read({ key, value }: Pick<Event, 'key' | 'value'>): Output {
    if (key !== this.key) throw wrong(`The event type "${this.key}" cannot read an event with the key "${key}".`)
    const json = value === null ? null : jsonOf(value)
    // Without a schema the author answers for the type.
    if (this.#schema === null) return json as Output
    const checked = this.#check(this.#schema, json)
    if (checked.issues === undefined) return checked.value
    // A text that happens to be JSON, such as "12".
    const asText = this.#check(this.#schema, value)
    if (asText.issues === undefined) return asText.value
    throw this.#unfit(checked.issues)
  }

  /** The value of the last of these events that has this key, such as those of `context.trigger`; undefined if none has. */
  readLast(events: readonly Pick<Event, 'key' | 'value'>[]): Output | undefined {
    const last = events.findLast(({ key }) => key === this.key)
    return last === undefined ? undefined : this.read(last)
  }

  #check(schema: ValueSchema<Output, Input>, value: unknown): Validated<Output> {
    const checked = schema['~standard'].validate(value)
    if (!isThenable(checked)) return checked
    checked.then(undefined, () => undefined)
    throw wrong(
      `The schema of the event type "${this.key}" checks asynchronously. Use one without asynchronous checks.`,
    )
  }

  #unfit(issues: readonly ValueIssue[]): AIFlowError {
    const named = issues.slice(0, MAX_ISSUES).map(describeIssue)
    const more = issues.length > MAX_ISSUES ? `; and ${issues.length - MAX_ISSUES} more` : ''
    const message = `The value of the event "${this.key}" does not fit its schema: ${named.join('; ')}${more}.`
    return new AIFlowError('INVALID_ARGUMENT', message, { details: { key: this.key } })
  }
}

/** An event type where the type of the value does not matter: it stands for its key. */
export interface AnyEventType {
  readonly [BRAND]: true
  readonly key: string
}

/** Whether a value is an event type, even if it is from another copy of the SDK. */
export function isEventType(value: unknown): value is AnyEventType {
  return typeof value === 'object' && value !== null && BRAND in value
}

/** The key that an event type stands for; anything else stays as it is. */
export function keyOf<Given>(given: Given): Exclude<Given, AnyEventType> | string {
  return isEventType(given) ? given.key : (given as Exclude<Given, AnyEventType>)
}

/** A text that reads as JSON is written as JSON, so that it is the same text again when it is read. */
function textOf(json: Json): string | null {
  if (json === null) return null
  return typeof json === 'string' && jsonOf(json) === json ? json : JSON.stringify(json)
}

/** What is no JSON is a text. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Also a promise of another library, or of another realm. */
function isThenable<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function describeIssue({ message, path = [] }: ValueIssue): string {
  const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return place === '' ? message : `"${place}": ${message}`
}

function wrong(message: string): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', message)
}
