import type { Json } from '@aiflow/sdk/internal/json'

/** The answer of user code for one rule. */
export type CodeResult =
  | { readonly type: 'ok'; readonly met: boolean; readonly states: Readonly<Record<string, Json>> }
  | { readonly type: 'failed'; readonly error: string }
  /** The code was not asked. */
  | { readonly type: 'skipped'; readonly reason: string }

/** By `ruleId`. */
export type CodeResults = ReadonlyMap<string, CodeResult>
