import type { TokenRow } from '../../storage/rows.ts'

/** The tokens that people made, by name and by the hash of their secrets. */
export class TokenIndex {
  readonly #byName = new Map<string, TokenRow>()
  readonly #byHash = new Map<string, TokenRow>()

  constructor(rows: readonly TokenRow[]) {
    for (const row of rows) this.set(row)
  }

  /** Adds a token, or replaces its row by a newer one. */
  set(row: TokenRow): void {
    this.#byName.set(row.name, row)
    this.#byHash.set(row.secretHash, row)
  }

  delete(row: TokenRow): void {
    this.#byName.delete(row.name)
    this.#byHash.delete(row.secretHash)
  }

  find(name: string): TokenRow | undefined {
    return this.#byName.get(name)
  }

  findByHash(secretHash: string): TokenRow | undefined {
    return this.#byHash.get(secretHash)
  }

  all(): readonly TokenRow[] {
    return [...this.#byName.values()]
  }
}
