import type { Json } from '@aiflow/sdk/internal/json'

/**
 * Maps a type to the JSON that it is stored as. Only in this form does the compiler accept an interface as JSON, and
 * JSON as the interface.
 */
export type PlainJson<T> = T extends Json
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: PlainJson<T[Key]> }
    : T extends undefined
      ? never
      : T
