import type { Json } from '@aiflow/sdk/internal/json'

/**
 * Data of the given type as the JSON that it is stored as. The compiler takes an interface for JSON, or JSON for the
 * interface, only in this form.
 */
export type PlainJson<T> = T extends Json
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: PlainJson<T[Key]> }
    : T extends undefined
      ? never
      : T
