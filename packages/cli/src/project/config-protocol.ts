import type { ThrownError } from '../loading/thrown-error.ts'

/** The answer of the child that runs a configuration. */
export type ConfigAnswer =
  | { readonly type: 'config'; readonly content: unknown }
  /** There is a default export, but no configuration can have this form. The end of a sentence. */
  | { readonly type: 'wrong'; readonly form: string }
  | { readonly type: 'no-default' }
  /** It waits for something that never happens. */
  | { readonly type: 'unsettled' }
  | ({ readonly type: 'error' } & ThrownError)

/** The first argument by which this program runs as that child. */
export const CONFIG_COMMAND = '__config'

/** What frames of a stack call the compiled configuration. */
export const COMPILED_NAME = 'compiled-config'

/** How long it may take to load. */
export const CONFIG_LIMIT_MS = 10_000
