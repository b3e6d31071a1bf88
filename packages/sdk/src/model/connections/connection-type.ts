import type { Json } from '../json/json.ts'

/** The value of a field of a connection. */
export type FieldValue = string | number | boolean

/** The values of fields, by name. */
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A field that every connection of a type has or may have. */
export interface ConnectionField {
  readonly name: string
  /** What it is, in a few words. */
  readonly description: string
  /** `host`: a name or an address. `url`: an `http` or `https` address without a user. */
  readonly kind: 'text' | 'host' | 'url' | 'number' | 'choice' | 'flag'
  /** Whether a connection must have it; `false` by default. One with a default is never missing. */
  readonly required?: boolean
  readonly default?: FieldValue
  /** A connection names the secret that holds its value. */
  readonly secret?: boolean
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
}

/** Everything that tasks get of a connection besides its name and its type. */
export interface DerivedValues {
  readonly values: Readonly<Record<string, Json>>
  /** The names of those that hold the value of a secret. */
  readonly secret: readonly string[]
}

/** A type of connections. One more type is one more file of this kind, and one for its test in the worker. */
export interface ConnectionType {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly fields: readonly ConnectionField[]
  /** What is wrong about fields that are valid each by itself, in sentences; nothing by default. `secrets`: names of fields. */
  problems?(fields: FieldValues, secrets: readonly string[]): readonly string[]
  /** What follows from the fields, such as an address with everything in it. */
  derive?(values: FieldValues): DerivedValues
  /** The variables that programs read which know this kind of service; none by default. */
  programVariables?(values: FieldValues): Readonly<Record<string, string>>
}
