import { createHash, randomUUID } from 'node:crypto'
import { statSync, unlinkSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { BlobStorage } from './blobs.ts'

const HASH = /^[0-9a-f]{64}$/
/** What was put may wait this long to be referred to. */
const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000

/** Blobs as files `<folder>/<first two digits>/<hash>`. A file has its name only once its content is on the disk. */
export class FolderBlobStorage implements BlobStorage {
  readonly #folder: string
  readonly #now: () => number
  /** Blobs that are being put, with how often at once: these are not swept. */
  readonly #putting = new Map<string, number>()

  constructor({ folder, now = Date.now }: { readonly folder: string; readonly now?: () => number }) {
    this.#folder = folder
    this.#now = now
  }

  async put(content: Uint8Array): Promise<string> {
    const hash = hashOf(content)
    const path = this.#pathOf(hash)
    this.#putting.set(hash, (this.#putting.get(hash) ?? 0) + 1)
    try {
      if (!(await this.#isWhole(path, hash)) || !(await this.#renew(path))) await this.#write(path, content)
      // Also where it was there: whoever put it may have been killed before its name was durable.
      await syncFolder(dirname(path))
    } catch (error) {
      throw toStoreError(error, path)
    } finally {
      const left = (this.#putting.get(hash) ?? 1) - 1
      if (left === 0) this.#putting.delete(hash)
      else this.#putting.set(hash, left)
    }
    return hash
  }

  async get(hash: string): Promise<Uint8Array> {
    if (!HASH.test(hash)) throw blobNotFound(hash)
    const path = this.#pathOf(hash)
    const content = await readFile(path).catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? blobNotFound(hash) : toStoreError(error, path)
    })
    if (hashOf(content) === hash) return content
    throw new AIFlowError(
      'STORE_UNAVAILABLE',
      `The file "${path}" is damaged. Upload the same workflow again, which writes it anew, or put a backup in its place with "aiflow db restore BACKUP".`,
      { details: { path, hash } },
    )
  }

  async sweep(used: ReadonlySet<string>): Promise<number> {
    let removed = 0
    for (const folder of await readFolder(this.#folder)) {
      for (const name of await readFolder(join(this.#folder, folder))) {
        if (!used.has(name) && this.#removeOld(join(this.#folder, folder, name))) removed += 1
      }
    }
    return removed
  }

  /** In one turn, so that a blob cannot be put again between looking and removing. */
  #removeOld(path: string): boolean {
    if (this.#putting.has(basename(path))) return false
    try {
      if (statSync(path).mtimeMs > this.#now() - UNUSED_KEPT_MS) return false
      unlinkSync(path)
      return true
    } catch (error) {
      throw toStoreError(error, path)
    }
  }

  /** A damaged file is written anew by whoever puts its content. */
  async #isWhole(path: string, hash: string): Promise<boolean> {
    try {
      return hashOf(await readFile(path)) === hash
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  /** Makes a blob as young as a new one; false where there is none. */
  async #renew(path: string): Promise<boolean> {
    try {
      const seconds = this.#now() / 1000
      await utimes(path, seconds, seconds)
      return true
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  async #write(path: string, content: Uint8Array): Promise<void> {
    const firstMade = await mkdir(dirname(path), { recursive: true })
    if (firstMade !== undefined) await syncFolder(dirname(firstMade))
    if (firstMade !== undefined && firstMade !== dirname(path)) await syncFolder(this.#folder)
    const draft = `${path}.${randomUUID()}.draft`
    try {
      const file = await open(draft, 'wx')
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  #pathOf(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), hash)
  }
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

async function readFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw toStoreError(error, path)
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function blobNotFound(hash: string): AIFlowError {
  return new AIFlowError('BLOB_NOT_FOUND', `There is no blob "${hash}". Upload the workflow again.`)
}

function toStoreError(error: unknown, path: string): AIFlowError {
  const code = codeOf(error)
  const options = { details: { path, code: code ?? null }, cause: error }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AIFlowError('STORE_FULL', `The disk of "${path}" is full. Free some space on it.`, options)
  }
  const reason = error instanceof Error ? error.message : String(error)
  const message = `The file "${path}" cannot be used (${reason}). Check its disk and your rights on its folder.`
  return new AIFlowError('STORE_UNAVAILABLE', message, options)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
