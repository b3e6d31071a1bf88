import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AIFlowError, type ErrorCode } from '@aiflow/sdk'
import { openLog } from '@aiflow/sdk/files'
import type { Home } from '../home/home.ts'
import { type ProgramPart, programArguments } from '../program-file.ts'
import type { WorkerSettings } from './worker-process.ts'

const SERVER: ProgramPart = { built: 'server.js', source: () => import.meta.resolve('../server-main.ts') }

/** The one message of a detached server to the program that started it. */
export type DaemonMessage =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string }

export interface DaemonOptions {
  readonly home: Home
  readonly host: string
  readonly port: number
  /** Settings of the worker that the server keeps running; null for no worker. */
  readonly worker: WorkerSettings | null
}

/** Starts a server that outlives this program; resolves when it is ready. */
export async function startDaemon({ home, host, port, worker }: DaemonOptions): Promise<{ url: string; pid: number }> {
  mkdirSync(home.logFolder, { recursive: true, mode: 0o700 })
  const logFile = join(home.logFolder, 'server.log')
  const log = openLog(logFile)
  const words = [home.folder, host, String(port), JSON.stringify(worker)]
  const child = spawn(process.execPath, [...programArguments(SERVER), ...words], {
    cwd: home.folder,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const ended = once(child, 'exit').then(() => null)
  const message = await Promise.race([firstMessage(child), ended])
  if (message?.type === 'ready') {
    child.disconnect()
    child.unref()
    return { url: message.url, pid: child.pid ?? 0 }
  }
  // Nothing of it is left when its failure is told.
  await ended
  if (message?.code) throw new AIFlowError(message.code, message.message)
  const reason = message?.message ?? 'it ended before it was ready'
  throw new AIFlowError('SERVER_UNAVAILABLE', `The server did not start: ${reason}. See "${logFile}".`)
}

async function firstMessage(child: ChildProcess): Promise<DaemonMessage> {
  const [message] = await once(child, 'message')
  return message
}
