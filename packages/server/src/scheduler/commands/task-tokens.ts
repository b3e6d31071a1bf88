import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Tokens of attempts. They are derived from a secret of the home, so nothing is stored and nobody else can make one.
 */
export class TaskTokens {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  issue(storeId: string, attemptId: string): string {
    return `task.${attemptId}.${this.#sign(storeId, attemptId)}`
  }

  /** The attempt of a token; null if this store did not make the token. */
  attemptOf(storeId: string, token: string): string | null {
    const [prefix, attemptId, signature] = token.split('.')
    if (prefix !== 'task' || attemptId === undefined || signature === undefined) return null
    const expected = Buffer.from(this.#sign(storeId, attemptId))
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected) ? attemptId : null
  }

  #sign(storeId: string, attemptId: string): string {
    return createHmac('sha256', this.#secret).update(`${storeId}/${attemptId}`).digest('base64url')
  }
}
