import {
  type ListedSecret,
  listSecretsResponseSchema,
  type RotatedKey,
  rotateKeyResponseSchema,
  type SecretResource,
  secretSchema,
} from '../../wire/http/secrets.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

/** Manages secrets: values that tasks of a namespace may use, and that nobody can read back. */
export class SecretsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The secrets of a namespace, by name, without their values. */
  async list(namespace: string, { signal }: CallOptions = {}): Promise<ListedSecret[]> {
    const path = pathOf('secrets', namespace)
    return (await this.#transport.request(listSecretsResponseSchema, { method: 'GET', path, signal })).items
  }

  /**
   * Creates a secret, or gives it another value, of at most 32 KiB. Attempts that begin later get it. Throws
   * `NAMESPACE_NOT_FOUND`, or `SECRETS_FULL` if the namespace has 1,000.
   */
  set(namespace: string, name: string, value: string, { signal }: CallOptions = {}): Promise<SecretResource> {
    const path = pathOf('secrets', namespace, name)
    return this.#transport.request(secretSchema, { method: 'PUT', path, body: { value }, once: true, signal })
  }

  /** Deletes a secret. Tasks that name it can no longer start. Throws `SECRET_NOT_FOUND`. */
  delete(namespace: string, name: string, { signal }: CallOptions = {}): Promise<SecretResource> {
    const path = pathOf('secrets', namespace, name)
    return this.#transport.request(secretSchema, { method: 'DELETE', path, once: true, signal })
  }

  /** Encrypts the values of all namespaces with a new key. Needs the role `admin` for all namespaces. */
  rotateKey({ signal }: CallOptions = {}): Promise<RotatedKey> {
    const path = pathOf('secrets', 'rotate-key')
    return this.#transport.request(rotateKeyResponseSchema, { method: 'POST', path, signal })
  }
}
