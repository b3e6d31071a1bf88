/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** JSON values by name. */
export type JsonByName = Readonly<Record<string, Json>>
