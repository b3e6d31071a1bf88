import { createHash, randomBytes } from 'node:crypto'

const PREFIX = 'aiflow_'
const BYTES = 32

/** The secret is too random to guess, so a plain hash is enough to store it safely. */
export function createTokenSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64url')
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
