import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AIFlowError, type ArtifactSource, type ArtifactStore, type TaskArtifacts } from '@aiflow/sdk'
import { isFileError } from '../../system/atomic-file.ts'
import { artifactContent, artifactName, artifactsOwner } from './checked-arguments.ts'
import type { TaskApi } from './task-api.ts'

/** Artifacts of upstream tasks are kept apart from the files of the task itself. */
const FOLDER = 'artifacts-of'

/** The artifacts of a task, and those of upstream tasks. `folder` creates the folder of the attempt. */
export function createArtifactStore(api: TaskApi, folder: () => Promise<string>): ArtifactStore {
  return {
    put: async (name, content) => {
      const checked = artifactName('artifacts.put', name)
      await api.putArtifact(checked, await toContent(artifactContent(content)))
    },
    of: (taskName) => {
      const owner = artifactsOwner(taskName)
      return createTaskArtifacts(api, owner, async () => join(await folder(), FOLDER, owner))
    },
  }
}

async function toContent(source: ArtifactSource): Promise<string | Uint8Array<ArrayBuffer> | Blob> {
  if (typeof source === 'string') return source
  if (source instanceof Uint8Array) return new Uint8Array(source)
  try {
    if ((await stat(source.file)).isFile()) return await openAsBlob(source.file)
  } catch (cause) {
    const reason = isFileError(cause, 'ENOENT') ? 'does not exist' : `cannot be read (${codeOf(cause)})`
    throw new AIFlowError('INVALID_ARGUMENT', `"${source.file}" ${reason}. Name a file that the task has written.`, {
      cause,
    })
  }
  throw new AIFlowError('INVALID_ARGUMENT', `"${source.file}" is not a regular file. Name the file itself.`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

function createTaskArtifacts(api: TaskApi, taskName: string, folder: () => Promise<string>): TaskArtifacts {
  return {
    list: () => api.listArtifacts(taskName),
    path: async (given) => {
      const name = artifactName('path', given)
      const { stream } = await api.openArtifact(taskName, name)
      const path = join(await folder(), name)
      if (existsSync(path)) await stream.cancel()
      else await save(stream, path)
      return path
    },
  }
}

/** The file gets its name once it is complete. */
async function save(stream: ReadableStream<Uint8Array>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${randomUUID()}`
  try {
    await pipeline(Readable.fromWeb(stream), createWriteStream(draft))
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
