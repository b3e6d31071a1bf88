import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openLog, readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { Home } from '../home/home.ts'
import { isProcessAlive, startTimeOf } from '../home/processes.ts'
import { type ProgramPart, programArguments } from '../program-file.ts'
import { environmentVariables } from '../settings/config.ts'

const WORKER: ProgramPart = {
  built: 'worker.js',
  source: () => new URL('main.ts', import.meta.resolve('@aiflow/worker')).href,
}

/** Settings of a worker. It chooses a setting that is left out. */
export interface WorkerSettings {
  /** Maximum number of tasks that it runs at once. */
  readonly slots?: number | undefined
  /** The lowest level of its log. */
  readonly logLevel?: string | undefined
  /** The server that it works for; that of its home by default. */
  readonly server?: string | undefined
  /** The file with its token; that of its home by default. */
  readonly tokenFile?: string | undefined
}

/** The process id of the worker of this home, or null if none is running. */
export function livingWorker(home: Home): number | null {
  const [pid, startTime] = readLock(home).split(' ')
  const number = Number(pid)
  if (!Number.isSafeInteger(number) || number < 1 || !isProcessAlive(number)) return null
  const ownStartTime = startTimeOf(number)
  // Another process may have the id of a worker that was killed.
  return ownStartTime === null || ownStartTime === startTime ? number : null
}

/**
 * Starts the worker of this home, unless it is running. It outlives this program and the server. Returns its process
 * id. Calls `ended` when a worker ends that was started here, while this program runs.
 */
export async function ensureWorker(home: Home, settings: WorkerSettings = {}, ended?: () => void): Promise<number> {
  const living = livingWorker(home)
  if (living !== null) return living
  mkdirSync(home.logFolder, { recursive: true, mode: 0o700 })
  const log = openLog(join(home.logFolder, 'worker.log'))
  const child = spawn(process.execPath, workerArguments(home, settings), {
    cwd: home.folder,
    env: environmentOfWorker(),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  await once(child, 'spawn')
  if (ended !== undefined) child.once('exit', ended)
  child.unref()
  return child.pid ?? 0
}

/** Arguments for `process.execPath` that run the worker of a home. */
export function workerArguments(home: Home, { slots, logLevel, server, tokenFile }: WorkerSettings): string[] {
  return [
    '--max-semi-space-size=4',
    ...programArguments(WORKER),
    '--home',
    home.folder,
    ...(slots === undefined ? [] : ['--slots', String(slots)]),
    ...(logLevel === undefined ? [] : ['--log-level', logLevel]),
    ...(server === undefined ? [] : ['--server', server]),
    ...(tokenFile === undefined ? [] : ['--token-file', tokenFile]),
  ]
}

/** Only the server needs the keys of secrets, and secrets that are in its environment. */
function environmentOfWorker(): NodeJS.ProcessEnv {
  const isForServer = (name: string) => name === 'AIFLOW_SECRETS_KEY' || name.startsWith('AIFLOW_SECRET_')
  return Object.fromEntries(Object.entries(environmentVariables()).filter(([name]) => !isForServer(name)))
}

function readLock(home: Home): string {
  try {
    return readTextFile(join(home.folder, 'worker', 'lock'), { maxBytes: SMALL_FILE_BYTES }).trim()
  } catch {
    // No worker has run here, or the last one has left.
    return ''
  }
}
