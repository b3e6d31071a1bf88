import { isUtf8 } from 'node:buffer'
import { openAsBlob } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { filePathProblem, findPathCollision, MAX_ARTIFACTS } from '@aiflow/sdk/internal/limits'
import { wait } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { isFileError } from '../system/atomic-file.ts'
import { statsOf } from '../system/stats-of.ts'

const PAUSE_MS = 1000

export interface LeavingOptions {
  /** Where the command has put its artifacts. */
  readonly folder: string
  /** A client with the token of the task. It retries until the server answers. */
  client(): Promise<AIFlowClient>
  readonly signal: AbortSignal
}

/**
 * Uploads the artifacts of a command that succeeded. This happens before its end is reported, so that tasks that follow can
 * rely on them. Resolves with null if all are stored, otherwise with the outcome to report instead. It can be repeated after
 * a crash.
 */
export async function leaveArtifacts({ folder, client, signal }: LeavingOptions): Promise<Outcome | null> {
  try {
    // Code has none, and most tasks are code.
    if (statsOf(folder) === null) return null
    const names = await filesBelow(folder, '')
    if (names.length === 0) return null
    checkNames(names)
    const connected = await client()
    for (const name of names) await leave(connected, { name, path: join(folder, name), signal })
    return null
  } catch (error) {
    if (signal.aborted) throw error
    const message = `The command succeeded, but its artifacts could not be kept: ${messageOf(error)}`
    return { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: true }
  }
}

interface Leaving {
  readonly name: string
  readonly path: string
  readonly signal: AbortSignal
}

/** While the disk of the server is full, it waits: the report of the end could not be stored either. */
async function leave(client: AIFlowClient, { name, path, signal }: Leaving): Promise<void> {
  while (true) {
    try {
      return await client.task.putArtifact(name, await openAsBlob(path), { signal })
    } catch (error) {
      if (!isAIFlowError(error) || error.code !== 'STORE_FULL') throw error
      await wait(PAUSE_MS, { signal })
    }
  }
}

/** Relative paths, sorted. */
async function filesBelow(folder: string, prefix: string): Promise<string[]> {
  const names: string[] = []
  for (const { entry, name: own } of await entriesOf(join(folder, prefix))) {
    const name = `${prefix}${own}`
    if (entry.isDirectory()) names.push(...(await filesBelow(folder, `${name}/`)))
    else if (entry.isFile()) names.push(name)
    else throw new Error(`"${name}" is not a regular file. Copy the file itself into the folder of artifacts.`)
    if (names.length > MAX_ARTIFACTS)
      throw new Error(`there are more than ${MAX_ARTIFACTS} files. Put them into one archive.`)
  }
  return names.sort()
}

/** Empty if the command has removed the folder. */
async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
    return entries.map((entry) => ({ entry, name: textOf(entry.name) }))
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return []
    if (isFileError(error, 'ENOTDIR')) throw new Error('the folder of artifacts is no longer a folder.')
    throw error
  }
}

/** Node changes a name that is not UTF-8, so the file could not be opened by it. */
function textOf(name: Buffer): string {
  const text = name.toString('utf8')
  if (isUtf8(name)) return text
  throw new Error(`the name "${text}" is not valid UTF-8. Give it another one.`)
}

function checkNames(names: readonly string[]): void {
  for (const name of names) {
    const problem = filePathProblem(name)
    if (problem !== null) throw new Error(`the name "${name}" ${problem}. Give it another one.`)
  }
  const collision = findPathCollision(names)
  if (collision !== null) throw new Error(`"${collision.second}" ${collision.problem}. Rename one of them.`)
}

function messageOf(error: unknown): string {
  if (isAIFlowError(error) && error.code === 'ROUTE_NOT_FOUND')
    return 'the server is too old to store artifacts. Upgrade it.'
  return error instanceof Error ? error.message : String(error)
}
