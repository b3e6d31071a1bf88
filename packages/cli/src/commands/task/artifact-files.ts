import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ArtifactContent } from '@aiflow/sdk/client'

/** Writes an artifact into a file, in place of one that is there; the file has its name only once it is whole. */
export async function saveArtifact({ stream }: ArtifactContent, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${randomUUID()}`
  try {
    await pipeline(Readable.fromWeb(stream), createWriteStream(draft))
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    // A write says nothing about its file.
    throw error instanceof Error && 'syscall' in error ? Object.assign(error, { path }) : error
  }
}
