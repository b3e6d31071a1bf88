import type { Json } from './json.ts'

/**
 * The type of a value once it was kept as JSON: a `Date` is a text, functions are gone. `unknown` becomes any JSON.
 */
export type JsonOf<T> = unknown extends T
  ? Json
  : T extends Json
    ? T
    : undefined extends T
      ? null
      : T extends { toJSON(): infer Written }
        ? JsonOf<Written>
        : T extends bigint | symbol | ((...args: never) => unknown)
          ? never
          : T extends readonly unknown[]
            ? { readonly [Index in keyof T]: JsonOf<T[Index]> }
            : { readonly [Key in keyof T as T[Key] extends (...args: never) => unknown ? never : Key]: FieldOf<T[Key]> }

/** The field of an object: one that is `undefined` is left out. */
type FieldOf<T> = unknown extends T ? Json : JsonOf<Exclude<T, undefined>>
