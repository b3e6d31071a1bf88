import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { LiveView } from '../log/live-view.ts'
import { secretNotFound } from '../log/not-found.ts'
import type { ResealedValue, SealedValue, SecretRow } from '../storage/rows.ts'
import type { NamedInNamespace } from '../storage/table.ts'
import type { KeyRing } from './key-ring.ts'
import { seal, unseal } from './seal.ts'
import type { SecretSource } from './sources/secret-source.ts'

/** What a rotation has to store, and what it could not read. */
export interface Resealing {
  readonly keyId: string
  readonly resealed: readonly ResealedValue[]
  readonly unreadable: readonly SecretRow[]
}

/** Encrypts the values of secrets, and decrypts them for the attempts that name them. */
export class Secrets {
  readonly #keys: KeyRing
  readonly #live: Pick<LiveView, 'secretRows'>
  readonly #sources: readonly (SecretSource | null)[]

  /** `sources`: where secrets come from, the first that has one first; null for the store. */
  constructor(keys: KeyRing, live: Pick<LiveView, 'secretRows'>, sources: readonly (SecretSource | null)[] = [null]) {
    this.#keys = keys
    this.#live = live
    this.#sources = sources
  }

  seal(secret: NamedInNamespace, value: string): SealedValue {
    return seal(this.#keys.current(), secret, value)
  }

  isReadable({ keyId }: SecretRow): boolean {
    return this.#keys.find(keyId) !== null
  }

  /** Whether a secret exists, as far as that is known without its value. */
  mayHave({ namespace, name }: NamedInNamespace): boolean {
    const isOnlyInStore = this.#sources.every((source) => source === null)
    return !isOnlyInStore || this.#find({ namespace, name }) !== null
  }

  /** The value of a secret. Throws `SECRET_NOT_FOUND`, `SECRET_UNREADABLE` or `SECRET_UNAVAILABLE`. */
  async read(secret: NamedInNamespace): Promise<string> {
    for (const source of this.#sources) {
      const value = source === null ? this.#readStored(secret) : await source.read(secret)
      if (value !== null) return value
    }
    const places = this.#sources.flatMap((source) => source?.place ?? [])
    throw secretNotFound(secret, places)
  }

  /** Makes a new key, unless the environment names one, and encrypts every value with it that has another. */
  renewKey(): Resealing {
    const { id: keyId } = this.#keys.renew()
    const old = this.#live.secretRows().filter((row) => row.keyId !== keyId)
    const values = old.map((row) => [row, this.#valueOf(row)] as const)
    return {
      keyId,
      resealed: values.flatMap(([row, value]) => {
        const { namespace, name, sealed: before } = row
        return value === null ? [] : [{ namespace, name, before, ...this.seal(row, value) }]
      }),
      unreadable: values.flatMap(([row, value]) => (value === null ? [row] : [])),
    }
  }

  #readStored(secret: NamedInNamespace): string | null {
    const row = this.#find(secret)
    if (row === null) return null
    const value = this.#valueOf(row)
    if (value === null) throw this.#unreadable(row)
    return value
  }

  #find({ namespace, name }: NamedInNamespace): SecretRow | null {
    return this.#live.secretRows(namespace).find((row) => row.name === name) ?? null
  }

  /** Null if its key is missing, or the value is damaged. */
  #valueOf(row: SecretRow): string | null {
    const key = this.#keys.find(row.keyId)
    return key === null ? null : unseal(key, row, row.sealed)
  }

  #unreadable({ namespace, name, keyId }: SecretRow): AIFlowError {
    const details = { namespace, secret: name, keyId }
    if (this.#keys.find(keyId) !== null) {
      const message = `The stored value of the secret "${name}" is damaged. Set it again.`
      return new AIFlowError('SECRET_UNREADABLE', message, { details })
    }
    const has = this.#keys.ids.length === 0 ? 'none' : this.#keys.ids.join(', ')
    const message = `The secret "${name}" of the namespace "${namespace}" is encrypted with the key ${keyId}, which this server does not have (it has: ${has}). Add that key to ${this.#keys.places} and restart the server, or set the secret again.`
    return new AIFlowError('SECRET_UNREADABLE', message, { details })
  }
}
