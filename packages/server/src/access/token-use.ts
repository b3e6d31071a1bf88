import type { TokenRow } from '../storage/rows.ts'

/** Minimum time between two stored uses of a token. People who look for unused tokens need no more precision. */
const TOLD_EVERY_MS = 15 * 60_000

/** Remembers when tokens were used, and stores it now and then. */
export class TokenUse {
  readonly #store: (tokenId: number, time: number) => void
  /** When the use of a token was last stored, by its id. */
  readonly #told = new Map<number, number>()

  /** `store` must not throw. */
  constructor(store: (tokenId: number, time: number) => void) {
    this.#store = store
  }

  note({ id, lastUsedTime }: TokenRow, now: number): void {
    const told = this.#told.get(id) ?? lastUsedTime
    if (told !== null && now - told < TOLD_EVERY_MS) return
    this.#told.set(id, now)
    this.#store(id, now)
  }
}
