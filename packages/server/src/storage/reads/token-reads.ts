import type { TokenRow } from '../rows.ts'

/** Tokens of people and programs. */
export interface TokenReads {
  /** In the order of names. */
  list(): Promise<TokenRow[]>
}
