import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { wait } from '@aiflow/sdk/internal/time'
import type { ServerEndpoint } from './server-endpoint.ts'
import type { Snapshot, SnapshotCache } from './snapshot-cache.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/** Gets snapshots from the disk, or from the server that the worker is connected to. */
export class SnapshotSource {
  readonly #cache: SnapshotCache
  readonly #server: () => ServerEndpoint | null

  constructor(cache: SnapshotCache, server: () => ServerEndpoint | null) {
    this.#cache = cache
    this.#server = server
  }

  /** Retries until it has the snapshot or `signal` is aborted. Throws SNAPSHOT_NOT_FOUND if the server does not have it. */
  async get(hash: string, signal: AbortSignal): Promise<Snapshot> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const snapshot = await this.#try(hash)
      if (snapshot !== null) return snapshot
      await wait(pauseMs, { signal })
    }
  }

  /** Call if its bundle was changed. */
  distrust(hash: string): void {
    this.#cache.distrust(hash)
  }

  async #try(hash: string): Promise<Snapshot | null> {
    const server = this.#server()
    if (server === null) return this.#cache.find(hash)
    try {
      return await this.#cache.get(hash, server)
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'SERVER_UNAVAILABLE') return null
      throw error
    }
  }
}
