import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AIFlowError, type ArtifactSource, type ArtifactStore, type TaskArtifacts } from '@aiflow/sdk'
import type { TaskApi } from './task-api.ts'

/** What upstream tasks left is kept apart from what the task itself writes. */
const FOLDER = 'artifacts-of'

/** The artifacts of a task, and those of the tasks before it. `folder` makes the folder of the attempt. */
export function createArtifactStore(api: TaskApi, folder: () => Promise<string>): ArtifactStore {
  return {
    put: async (name, content) => api.putArtifact(name, await toContent(content)),
    of: (taskName) => createTaskArtifacts(api, taskName, async () => join(await folder(), FOLDER, taskName)),
  }
}

async function toContent(source: ArtifactSource): Promise<string | Uint8Array<ArrayBuffer> | Blob> {
  if (typeof source === 'string') return source
  if (source instanceof Uint8Array) return new Uint8Array(source)
  if ((await stat(source.file)).isFile()) return openAsBlob(source.file)
  throw new AIFlowError('INVALID_ARGUMENT', `"${source.file}" is no file. Name the file itself.`)
}

function createTaskArtifacts(api: TaskApi, taskName: string, folder: () => Promise<string>): TaskArtifacts {
  return {
    list: () => api.listArtifacts(taskName),
    path: async (name) => {
      const { stream } = await api.openArtifact(taskName, name)
      const path = join(await folder(), name)
      if (existsSync(path)) await stream.cancel()
      else await save(stream, path)
      return path
    },
  }
}

/** The file has its name only once it is whole. */
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
