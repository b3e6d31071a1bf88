import type { Snapshot } from '../link/snapshot-cache.ts'
import type { SnapshotSource } from '../link/snapshot-source.ts'
import type { PackageEnvironments } from './package-environments.ts'

/** Snapshots whose bundle can be imported, because everything that it imports is there. */
export class CodeSnapshots {
  readonly #snapshots: SnapshotSource
  readonly #packages: PackageEnvironments

  constructor(snapshots: SnapshotSource, packages: PackageEnvironments) {
    this.#snapshots = snapshots
    this.#packages = packages
  }

  /**
   * The attempt, if one is named, waits visibly. Throws SNAPSHOT_NOT_FOUND if the server does not have it, and
   * PACKAGES_UNAVAILABLE if its packages cannot be installed.
   */
  async get(hash: string, signal: AbortSignal, attemptId: string | null = null): Promise<Snapshot> {
    const snapshot = await this.#snapshots.get(hash, signal)
    await this.#packages.prepare(snapshot, signal, attemptId)
    return snapshot
  }
}
