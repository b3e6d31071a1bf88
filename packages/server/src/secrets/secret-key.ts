import { createHash, randomBytes } from 'node:crypto'
import { AIFlowError } from '@aiflow/sdk/internal/errors'

/** AES-256. */
const KEY_BYTES = 32
const HEXADECIMAL = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/

/** A key that values of secrets are encrypted with. */
export interface SecretKey {
  /** Tells keys apart, and says nothing about the key. */
  readonly id: string
  readonly bytes: Buffer
}

/** A new key as text. */
export function newKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

/** The keys in a text, which are separated by commas; the first one is for new values. Throws `INVALID_ARGUMENT`. */
export function parseKeys(text: string, where: string): SecretKey[] {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => keyOf(part) ?? refuse(where))
  return keys.length === 0 ? refuse(where) : keys
}

function keyOf(text: string): SecretKey | null {
  if (HEXADECIMAL.test(text)) return withId(Buffer.from(text, 'hex'))
  return BASE64.test(text) ? withId(Buffer.from(text, 'base64')) : null
}

function withId(bytes: Buffer): SecretKey {
  const id = createHash('sha256').update('aiflow secrets key\0').update(bytes).digest('hex').slice(0, 12)
  return { id, bytes }
}

/** The message quotes nothing of the text. */
function refuse(where: string): never {
  const message = `${where} holds no key for secrets. A key is 32 bytes in base64 or hexadecimal, such as "openssl rand -base64 32" prints; several are separated by commas, the one for new values first.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}
