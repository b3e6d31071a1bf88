import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { BlobStorage } from './blobs.ts'

const HASH = /^[0-9a-f]{64}$/

/** Blobs as files `<folder>/<first two digits>/<hash>`. A file has its name only once its content is on the disk. */
export class FolderBlobStorage implements BlobStorage {
  readonly #folder: string

  constructor({ folder }: { readonly folder: string }) {
    this.#folder = folder
  }

  async put(content: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(content).digest('hex')
    const path = this.#pathOf(hash)
    try {
      if (!(await isFile(path))) await this.#write(path, content)
      // Also where it was there: whoever put it may have been killed before its name was durable.
      await syncFolder(dirname(path))
    } catch (error) {
      throw toStoreError(error, path)
    }
    return hash
  }

  async get(hash: string): Promise<Uint8Array> {
    if (!HASH.test(hash)) throw blobNotFound(hash)
    const path = this.#pathOf(hash)
    try {
      return await readFile(path)
    } catch (error) {
      throw codeOf(error) === 'ENOENT' ? blobNotFound(hash) : toStoreError(error, path)
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

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
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
