import {
  type ConnectionResource,
  type ConnectionTest,
  type ConnectionToSet,
  connectionSchema,
  type ListedConnection,
  listConnectionsResponseSchema,
  listedConnectionSchema,
  testConnectionResponseSchema,
} from '../../wire/http/connections.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

/** Manages connections: how tasks of a namespace reach services, with the names of the secrets that they need there. */
export class ConnectionsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The connections of a namespace, by name. */
  async list(namespace: string, { signal }: CallOptions = {}): Promise<ListedConnection[]> {
    const path = pathOf('connections', namespace)
    return (await this.#transport.request(listConnectionsResponseSchema, { method: 'GET', path, signal })).items
  }

  /** Throws `CONNECTION_NOT_FOUND`. */
  get(namespace: string, name: string, { signal }: CallOptions = {}): Promise<ListedConnection> {
    const path = pathOf('connections', namespace, name)
    return this.#transport.request(listedConnectionSchema, { method: 'GET', path, signal })
  }

  /**
   * Creates a connection, or replaces it. Attempts that begin later get it. Throws `INVALID_ARGUMENT`, `NAMESPACE_NOT_FOUND`, or
   * `CONNECTIONS_FULL` if the namespace has 1,000.
   */
  set(
    namespace: string,
    name: string,
    connection: ConnectionToSet,
    { signal }: CallOptions = {},
  ): Promise<ConnectionResource> {
    const path = pathOf('connections', namespace, name)
    return this.#transport.request(connectionSchema, { method: 'PUT', path, body: connection, once: true, signal })
  }

  /** Deletes a connection, and not its secrets. Tasks that name it can no longer start. Throws `CONNECTION_NOT_FOUND`. */
  delete(namespace: string, name: string, { signal }: CallOptions = {}): Promise<ConnectionResource> {
    const path = pathOf('connections', namespace, name)
    return this.#transport.request(connectionSchema, { method: 'DELETE', path, once: true, signal })
  }

  /**
   * Has a worker connect with it, for at most 10 seconds. Resolves also if that fails. Throws `CONNECTION_NOT_FOUND`, the errors
   * of its secrets, or `WORKER_UNAVAILABLE` if no worker can do it.
   */
  test(namespace: string, name: string, { signal }: CallOptions = {}): Promise<ConnectionTest> {
    const path = pathOf('connections', namespace, name, 'test')
    return this.#transport.request(testConnectionResponseSchema, { method: 'POST', path, body: {}, signal })
  }
}
