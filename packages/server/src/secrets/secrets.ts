import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { LiveView } from '../log/live-view.ts'
import { secretNotFound } from '../log/not-found.ts'
import type { ResealedValue, SealedValue, SecretRow } from '../storage/rows.ts'
import type { NamedInNamespace } from '../storage/table.ts'
import type { KeyRing } from './key-ring.ts'
import { seal, unseal } from './seal.ts'

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

  constructor(keys: KeyRing, live: Pick<LiveView, 'secretRows'>) {
    this.#keys = keys
    this.#live = live
  }

  seal(secret: NamedInNamespace, value: string): SealedValue {
    return seal(this.#keys.current(), secret, value)
  }

  isReadable({ keyId }: SecretRow): boolean {
    return this.#keys.find(keyId) !== null
  }

  /** Whether a secret exists, as far as that is known without its value. */
  mayHave({ namespace, name }: NamedInNamespace): boolean {
    return this.#live.secretRows(namespace).some((row) => row.name === name)
  }

  /** The value of a secret. Throws `SECRET_NOT_FOUND` or `SECRET_UNREADABLE`. */
  read({ namespace, name }: NamedInNamespace): string {
    const row = this.#live.secretRows(namespace).find((each) => each.name === name)
    if (row === undefined) throw secretNotFound({ namespace, name })
    const value = this.#valueOf(row)
    if (value === null) throw this.#unreadable(row)
    return value
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
