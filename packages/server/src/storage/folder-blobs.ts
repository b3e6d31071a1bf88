import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isDamagedFile, openFile } from '@aiflow/sdk/files'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import { type BlobStorage, contentTooLarge } from './blobs.ts'

const HASH = /^[0-9a-f]{64}$/
/** Folder for content whose hash is not known yet. */
const INCOMING = 'incoming'
const DRAFT = '.draft'
/** How long a blob is kept before anything refers to it. */
const UNUSED_KEPT_MS = 24 * 60 * 60 * 1000

/** Blobs as files `<folder>/<first two digits>/<hash>`. A file gets its name only once its content is on the disk. */
export class FolderBlobStorage implements BlobStorage {
  readonly #folder: string
  readonly #now: () => number
  /** The number of concurrent puts by blob. These blobs are not swept. */
  readonly #putting = new Map<string, number>()

  constructor({ folder, now = Date.now }: { readonly folder: string; readonly now?: () => number }) {
    this.#folder = folder
    this.#now = now
  }

  async put(content: Uint8Array): Promise<string> {
    const hash = hashOf(content)
    await this.#put(hash, async (path) => {
      const draft = `${path}.${randomUUID()}${DRAFT}`
      await writeDraft(draft, [content])
      await place(draft, path)
    })
    return hash
  }

  async putStream(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ hash: string; size: number }> {
    const draft = join(this.#folder, INCOMING, `${randomUUID()}${DRAFT}`)
    const digest = createHash('sha256')
    let size = 0
    const measured = async function* () {
      for await (const part of content) {
        size += part.length
        if (size > maxBytes) throw contentTooLarge(maxBytes)
        digest.update(part)
        yield part
      }
    }
    try {
      await mkdir(dirname(draft), { recursive: true, mode: 0o700 })
      await writeDraft(draft, measured())
      const hash = digest.digest('hex')
      await this.#put(hash, (path) => place(draft, path))
      return { hash, size }
    } catch (error) {
      throw isAIFlowError(error) || isAborted(error) ? error : toStoreError(error, draft)
    } finally {
      // One of the parent paths may not be a folder.
      await rm(draft, { force: true }).catch(() => undefined)
    }
  }

  async open(hash: string): Promise<AsyncIterable<Uint8Array>> {
    const path = this.#pathOf(hash)
    if (!HASH.test(hash) || !existsSync(path)) throw blobNotFound(hash)
    return checked(path, hash)
  }

  async #put(hash: string, write: (path: string) => Promise<void>): Promise<void> {
    const path = this.#pathOf(hash)
    this.#putting.set(hash, (this.#putting.get(hash) ?? 0) + 1)
    try {
      if (!(await this.#isWhole(path, hash)) || !(await this.#renew(path))) {
        await this.#makeFolder(path)
        await write(path)
      }
      // Even if the blob existed: the process that put it may have been killed before its name was durable.
      await syncFolder(dirname(path))
    } catch (error) {
      throw toStoreError(error, path)
    } finally {
      const left = (this.#putting.get(hash) ?? 1) - 1
      if (left === 0) this.#putting.delete(hash)
      else this.#putting.set(hash, left)
    }
  }

  async get(hash: string): Promise<Uint8Array> {
    if (!HASH.test(hash)) throw blobNotFound(hash)
    const path = this.#pathOf(hash)
    if (!existsSync(path)) throw blobNotFound(hash)
    const parts: Uint8Array[] = []
    for await (const part of checked(path, hash)) parts.push(part)
    return Buffer.concat(parts)
  }

  /** The hashes of all blobs, whether or not they are whole. */
  async list(): Promise<string[]> {
    const folders = await readFolder(this.#folder)
    const names = await Promise.all(folders.map((folder) => readFolder(join(this.#folder, folder))))
    return names.flat().filter((name) => HASH.test(name))
  }

  /** Whether a blob exists and is whole. */
  async has(hash: string): Promise<boolean> {
    const path = this.#pathOf(hash)
    try {
      return (await hashOfFile(path)) === hash
    } catch (error) {
      if (isDamagedFile(error) || codeOf(error) === 'ENOENT') return false
      throw toStoreError(error, path)
    }
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

  /** Synchronous, so that a blob cannot be put again between the check and the removal. */
  #removeOld(path: string): boolean {
    if (this.#putting.has(basename(path))) return false
    try {
      if (statSync(path).mtimeMs > this.#now() - UNUSED_KEPT_MS) return false
      rmSync(path, { recursive: true })
      return true
    } catch (error) {
      throw toStoreError(error, path)
    }
  }

  /** A damaged file is replaced by the next put of its content. */
  async #isWhole(path: string, hash: string): Promise<boolean> {
    try {
      return (await hashOfFile(path)) === hash
    } catch (error) {
      // A draft cannot be renamed over a folder.
      if (isDamagedFile(error)) rmSync(path, { recursive: true, force: true })
      if (isDamagedFile(error) || codeOf(error) === 'ENOENT') return false
      throw error
    }
  }

  /** Resets the age of a blob; false if it does not exist. */
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

  async #makeFolder(path: string): Promise<void> {
    const firstMade = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    if (firstMade !== undefined) await syncFolder(dirname(firstMade))
    if (firstMade !== undefined && firstMade !== dirname(path)) await syncFolder(this.#folder)
  }

  #pathOf(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), hash)
  }
}

/** The content is on the disk when it resolves; nothing is left of it when it rejects. */
async function writeDraft(draft: string, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function place(draft: string, path: string): Promise<void> {
  try {
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Holds the last part back until all of it is verified, so that damaged content is never mistaken for whole. */
async function* checked(path: string, hash: string): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256')
  let last: Uint8Array | null = null
  try {
    for await (const part of contentOf(path)) {
      digest.update(part)
      if (last !== null) yield last
      last = part
    }
  } catch (error) {
    throw isDamagedFile(error) ? damaged(path, hash) : toStoreError(error, path)
  }
  if (digest.digest('hex') !== hash) throw damaged(path, hash)
  if (last !== null) yield last
}

/** Never blocks, even if the path is not a regular file. */
function contentOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { fd: openFile(path, 'read') })
}

async function hashOfFile(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const part of contentOf(path)) digest.update(part)
  return digest.digest('hex')
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

async function readFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    // A path that is not a folder holds no blobs.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
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

function damaged(path: string, hash: string): AIFlowError {
  return new AIFlowError(
    'STORE_UNAVAILABLE',
    `The file "${path}" is damaged. Upload the same workflow again, run the task that left it again, or restore a backup with "aiflow db restore BACKUP".`,
    { details: { path, hash } },
  )
}

/** The sender of the content has disconnected. */
function isAborted(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET' || codeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE'
}

function blobNotFound(hash: string): AIFlowError {
  return new AIFlowError(
    'BLOB_NOT_FOUND',
    `The blob "${hash}" is missing. Upload the same workflow again, run the task that left it again, or restore a backup with "aiflow db restore BACKUP".`,
  )
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
