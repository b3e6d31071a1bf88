import { createHash, randomBytes } from 'node:crypto'

const PREFIX = 'aiflow_'
const BYTES = 32

/** So random that guessing it is hopeless, hence a plain hash keeps it safe at rest. */
export function createTokenSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64url')
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
