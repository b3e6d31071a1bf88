import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { ServerEndpoint } from './server-endpoint.ts'

const HASH = /^[A-Za-z0-9_-]{8,128}$/
const FETCH_LIMIT_MS = 60_000

/** A snapshot on this machine's disk. */
export interface Snapshot {
  readonly hash: string
  readonly bundle: string
  /** The folder of the extra files, empty where there are none. */
  readonly files: string
}

interface ExtraFile {
  readonly path: string
  readonly contentBase64: string
}

/** Snapshots never change, so each is fetched once and appears on disk whole. */
export class SnapshotCache {
  readonly #folder: string
  readonly #known = new Map<string, Snapshot>()
  readonly #fetching = new Map<string, Promise<Snapshot>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The snapshot where it is here already. */
  peek(hash: string): Snapshot | null {
    const known = this.#known.get(hash)
    if (known !== undefined) return known
    if (!HASH.test(hash) || !existsSync(join(this.#folder, hash, 'bundle.mjs'))) return null
    return this.#remember(hash)
  }

  /** Throws SNAPSHOT_NOT_FOUND where the server does not have it, SERVER_UNAVAILABLE where asking again may help. */
  async get(hash: string, server: ServerEndpoint): Promise<Snapshot> {
    const here = this.peek(hash)
    if (here !== null) return here
    if (!HASH.test(hash)) throw new AIFlowError('SNAPSHOT_NOT_FOUND', `"${hash}" does not name a snapshot.`)
    const fetching = this.#fetching.get(hash) ?? this.#fetch(hash, server)
    this.#fetching.set(hash, fetching)
    try {
      return await fetching
    } finally {
      this.#fetching.delete(hash)
    }
  }

  async #fetch(hash: string, server: ServerEndpoint): Promise<Snapshot> {
    const draft = join(this.#folder, `.${hash}.${process.pid}`)
    await rm(draft, { recursive: true, force: true })
    await mkdir(join(draft, 'files'), { recursive: true, mode: 0o700 })
    const [bundle, files] = await Promise.all([request(server, hash, 'bundle'), request(server, hash, 'files')])
    // On the disk before it has its name: a power cut must not leave an empty file under it.
    await writeFile(join(draft, 'bundle.mjs'), bundle, { flush: true })
    for (const file of JSON.parse(files)) await writeExtraFile(join(draft, 'files'), file)
    await rm(join(this.#folder, hash), { recursive: true, force: true })
    await rename(draft, join(this.#folder, hash))
    return this.#remember(hash)
  }

  #remember(hash: string): Snapshot {
    const folder = join(this.#folder, hash)
    const snapshot = { hash, bundle: join(folder, 'bundle.mjs'), files: join(folder, 'files') }
    this.#known.set(hash, snapshot)
    return snapshot
  }
}

async function request(server: ServerEndpoint, hash: string, part: 'bundle' | 'files'): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/snapshots/${hash}/${part}`, {
    headers: { authorization: `Bearer ${server.token}` },
    signal: AbortSignal.timeout(FETCH_LIMIT_MS),
  }).catch((cause: unknown) => {
    throw new AIFlowError('SERVER_UNAVAILABLE', `Snapshot "${hash}" could not be fetched from ${server.url}.`, {
      cause,
    })
  })
  if (response.ok) return response.text()
  if (response.status === 404) {
    throw new AIFlowError('SNAPSHOT_NOT_FOUND', `The server has no snapshot "${hash}". Upload the workflow again.`)
  }
  throw new AIFlowError('SERVER_UNAVAILABLE', `The server answered ${response.status} for snapshot "${hash}".`)
}

async function writeExtraFile(folder: string, file: ExtraFile): Promise<void> {
  const path = normalize(join(folder, file.path))
  if (!path.startsWith(folder + sep)) {
    throw new AIFlowError('SNAPSHOT_NOT_FOUND', `The extra file "${file.path}" lies outside of its snapshot.`)
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.from(file.contentBase64, 'base64'), { flush: true })
}
