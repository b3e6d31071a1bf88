import * as z from 'zod'
import type { Json } from '../model/json.ts'
import { stateValueSchema } from '../wire/http/events.ts'
import type { CallOptions } from './call.ts'
import { pathOf } from './path.ts'
import type { Transport } from './transport.ts'

/** What a running task may read and write of itself, with its task token. Throws `UNAUTHENTICATED` once its attempt has ended. */
export class TaskClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A named state of the workflow execution, null where there is none. */
  async readState(name: string, { signal }: CallOptions = {}): Promise<Json> {
    const path = pathOf('task', 'state', name)
    const state = await this.#transport.request(stateValueSchema, { method: 'GET', path, signal })
    return state.value
  }

  /** Durable when it resolves; null clears. */
  async writeState(name: string, value: Json, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('task', 'state', name)
    await this.#transport.request(z.unknown(), { method: 'PUT', path, body: { value }, signal })
  }

  /** Durable when it resolves: the next attempt finds the handle. */
  async setHandle(handle: Json, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('task', 'handle')
    await this.#transport.request(z.unknown(), { method: 'PUT', path, body: { handle }, signal })
  }
}
