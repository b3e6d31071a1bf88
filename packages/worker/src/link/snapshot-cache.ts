import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { NpmPackages } from '@aiflow/sdk/internal/wire'
import { removeTree } from '../folders/remove-tree.ts'
import type { ServerEndpoint } from './server-endpoint.ts'
import { SnapshotFolder, writeSnapshot } from './snapshot-folder.ts'

const HASH = /^[A-Za-z0-9_-]{8,128}$/
const FETCH_LIMIT_MS = 60_000
/** The prefix of folders that are incomplete or were replaced. */
const ASIDE = '.'

/** A snapshot on the disk of this machine. */
export interface Snapshot {
  readonly hash: string
  readonly bundle: string
  /** SHA-256 of the bundle in hex. */
  readonly bundleHash: string
  /** The folder of the extra files, which may be empty. */
  readonly files: string
  /** The npm packages that the bundle imports and does not contain; null if it contains everything. */
  readonly packages: NpmPackages | null
}

/**
 * Snapshots on disk. Snapshots never change, so each is fetched once. If a task has changed one nevertheless, it is moved away
 * and fetched again to the same path.
 */
export class SnapshotCache {
  readonly #folder: string
  readonly #known = new Map<string, SnapshotFolder>()
  readonly #opening = new Map<string, Promise<Snapshot | null>>()
  readonly #fetching = new Map<string, Promise<Snapshot>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The snapshot, if it is on disk and unchanged. */
  async find(hash: string): Promise<Snapshot | null> {
    const known = this.#known.get(hash)
    if (known?.isUntouched()) return toSnapshot(hash, known)
    const opening = this.#opening.get(hash) ?? this.#open(hash).finally(() => this.#opening.delete(hash))
    this.#opening.set(hash, opening)
    return opening
  }

  /** Throws SNAPSHOT_NOT_FOUND if the server does not have it, and SERVER_UNAVAILABLE if another try may succeed. */
  async get(hash: string, server: ServerEndpoint): Promise<Snapshot> {
    const here = await this.find(hash)
    if (here !== null) return here
    if (!HASH.test(hash)) throw new AIFlowError('SNAPSHOT_NOT_FOUND', `"${hash}" does not name a snapshot.`)
    const fetching = this.#fetching.get(hash) ?? this.#fetch(hash, server).finally(() => this.#fetching.delete(hash))
    this.#fetching.set(hash, fetching)
    return fetching
  }

  /** Call if its bundle was changed. */
  distrust(hash: string): void {
    this.#known.delete(hash)
  }

  /** Removes what was moved away, unless an unsettled attempt may still use it. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const [, hash = ''] = name.split('.')
      if (name.startsWith(ASIDE) && !inUse.has(hash) && !this.#fetching.has(hash)) {
        await removeTree(join(this.#folder, name))
      }
    }
  }

  async #open(hash: string): Promise<Snapshot | null> {
    const known = this.#known.get(hash)
    this.#known.delete(hash)
    if (!HASH.test(hash)) return null
    const folder = known !== undefined && (await known.mend()) ? known : await SnapshotFolder.open(this.#path(hash))
    if (folder === null) return null
    this.#known.set(hash, folder)
    return toSnapshot(hash, folder)
  }

  async #fetch(hash: string, server: ServerEndpoint): Promise<Snapshot> {
    const [bundle, files, packages] = await Promise.all([
      request(server, hash, 'bundle'),
      request(server, hash, 'files'),
      request(server, hash, 'packages'),
    ])
    const draft = join(this.#folder, `${ASIDE}${hash}.${randomUUID()}`)
    await mkdir(draft, { recursive: true, mode: 0o700 })
    try {
      await writeSnapshot(draft, { bundle, files: JSON.parse(files), packages: JSON.parse(packages) })
    } catch (error) {
      await removeTree(draft)
      throw error
    }
    if (existsSync(this.#path(hash))) {
      await rename(this.#path(hash), join(this.#folder, `${ASIDE}${hash}.${randomUUID()}`))
    }
    await rename(draft, this.#path(hash))
    const snapshot = await this.#open(hash)
    if (snapshot !== null) return snapshot
    throw new AIFlowError('SERVER_UNAVAILABLE', `Snapshot "${hash}" was changed while it was written to "${draft}".`)
  }

  #path(hash: string): string {
    return join(this.#folder, hash)
  }
}

function toSnapshot(hash: string, { bundle, bundleHash, files, packages }: SnapshotFolder): Snapshot {
  return { hash, bundle, bundleHash, files, packages }
}

type SnapshotPart = 'bundle' | 'files' | 'packages'

async function request(server: ServerEndpoint, hash: string, part: SnapshotPart): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/snapshots/${hash}/${part}`, {
    headers: { authorization: `Bearer ${server.token}` },
    signal: abortedAfter(FETCH_LIMIT_MS),
  }).catch((cause: unknown) => {
    throw new AIFlowError('SERVER_UNAVAILABLE', `Snapshot "${hash}" could not be fetched from ${server.url}.`, {
      cause,
    })
  })
  if (response.ok) return response.text()
  // A server of 0.2.0 has no such route, and no snapshot with packages.
  if (part === 'packages' && response.status === 404) return 'null'
  if (response.status === 404) {
    throw new AIFlowError('SNAPSHOT_NOT_FOUND', `The server has no snapshot "${hash}". Upload the workflow again.`)
  }
  throw new AIFlowError('SERVER_UNAVAILABLE', `The server answered ${response.status} for snapshot "${hash}".`)
}
