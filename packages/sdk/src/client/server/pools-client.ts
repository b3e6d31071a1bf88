import { listPoolsResponseSchema, type PoolResource, type PoolUse, poolResponseSchema } from '../../wire/http/pools.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

/** Manages pools: slots that tasks of a namespace share. */
export class PoolsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The pools of a namespace, by name, with their use. */
  async list(namespace: string, { signal }: CallOptions = {}): Promise<PoolUse[]> {
    const path = pathOf('pools', namespace)
    return (await this.#transport.request(listPoolsResponseSchema, { method: 'GET', path, signal })).items
  }

  /** Creates a pool, or changes its number of slots; 0 closes it. Throws `NAMESPACE_NOT_FOUND`. */
  set(namespace: string, name: string, slots: number, { signal }: CallOptions = {}): Promise<PoolResource> {
    const call = { method: 'PUT', path: pathOf('pools', namespace, name), body: { slots }, once: true, signal } as const
    return this.#transport.request(poolResponseSchema, call)
  }

  /** Deletes a pool. Throws `POOL_NOT_FOUND`, or `POOL_IN_USE` if a workflow names it. */
  delete(namespace: string, name: string, { signal }: CallOptions = {}): Promise<PoolResource> {
    const call = { method: 'DELETE', path: pathOf('pools', namespace, name), once: true, signal } as const
    return this.#transport.request(poolResponseSchema, call)
  }
}
