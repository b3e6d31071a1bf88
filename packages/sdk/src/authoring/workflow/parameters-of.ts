import type { Json, JsonByName } from '../../model/json/json.ts'
import type { ParametersSchema } from './parameters.ts'

/** The parameters that a task gets, by the schema of its workflow: as they are passed, with defaults filled in. */
export type ParametersOf<Schema> = ParametersSchema extends Schema
  ? JsonByName
  : Schema extends { readonly '~standard': { readonly types?: infer Types } }
    ? NonNullable<Types> extends { readonly input: infer Input; readonly output: infer Output }
      ? WithDefaults<Input, Output>
      : JsonByName
    : Schema extends { readonly properties: object }
      ? ObjectOf<Schema>
      : JsonByName

/** A default only narrows a type. Where the output is something else, a transformation made it, which tasks do not see. */
type WithDefaults<Input, Output> = {
  readonly [Name in keyof Output]: Name extends keyof Input
    ? Output[Name] extends Input[Name]
      ? Output[Name]
      : Input[Name]
    : Output[Name]
}

type OfSchema<Schema> = Schema extends { readonly const: infer Value }
  ? Value
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly type: infer Type }
      ? OfType<Type extends readonly (infer Each)[] ? Each : Type, Schema>
      : Json

interface Simple {
  readonly string: string
  readonly number: number
  readonly integer: number
  readonly boolean: boolean
  readonly null: null
}

type OfType<Type, Schema> = Type extends keyof Simple
  ? Simple[Type]
  : Type extends 'array'
    ? readonly (Schema extends { readonly items: infer Items } ? OfSchema<Items> : Json)[]
    : Type extends 'object'
      ? ObjectOf<Schema>
      : Json

type ObjectOf<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      {
        readonly [Name in keyof Properties as Name extends Present<Schema> ? Name : never]: OfSchema<Properties[Name]>
      } & {
        readonly [Name in keyof Properties as Name extends Present<Schema> ? never : Name]?: OfSchema<Properties[Name]>
      }
    >
  : JsonByName

/** The names of properties that are required or have a default. */
type Present<Schema> =
  | (Schema extends { readonly required: readonly (infer Name)[] } ? Name : never)
  | (Schema extends { readonly properties: infer Properties }
      ? {
          [Name in keyof Properties]: Properties[Name] extends { readonly default: unknown } ? Name : never
        }[keyof Properties]
      : never)

type Flat<T> = { readonly [Key in keyof T]: T[Key] }
