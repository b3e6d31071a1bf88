import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SealedValue } from '../storage/rows.ts'
import type { NamedInNamespace } from '../storage/table.ts'
import type { SecretKey } from './secret-key.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts the value of a secret. Only its own secret can be given the result. */
export function seal({ id, bytes }: SecretKey, secret: NamedInNamespace, value: string): SealedValue {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(nameOf(secret))
  const encrypted = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return { keyId: id, sealed: Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64') }
}

/** Null if the value is damaged, or belongs to another secret. */
export function unseal({ bytes }: SecretKey, secret: NamedInNamespace, sealed: string): string | null {
  const whole = Buffer.from(sealed, 'base64')
  const nonce = whole.subarray(0, NONCE_BYTES)
  const tag = whole.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  if (tag.length < TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(nameOf(secret))
  decipher.setAuthTag(tag)
  try {
    const parts = [decipher.update(whole.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]
    return Buffer.concat(parts).toString('utf8')
  } catch {
    return null
  }
}

function nameOf({ namespace, name }: NamedInNamespace): Buffer {
  return Buffer.from(`aiflow secret\0${namespace}\0${name}`)
}
