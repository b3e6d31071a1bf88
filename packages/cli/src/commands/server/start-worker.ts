import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { workerArguments } from '../../server/worker-process.ts'
import type { Session } from '../../session.ts'
import { environmentVariables } from '../../settings/config.ts'

export interface WorkerStartOptions {
  readonly slots?: number
  readonly tokenFile?: string
}

/**
 * Becomes the worker of the home. The process is the same one, so that a service manager that started this command sends its
 * signals to the worker.
 */
export async function startWorker(session: Session, { slots, tokenFile }: WorkerStartOptions): Promise<void> {
  const { home, folder, namedServer } = session
  const { readSettings } = await import('../../server/settings.ts')
  const config = readSettings(home, { slots })
  const words = workerArguments(home, {
    slots: config.worker.slots,
    logLevel: config.log.level,
    server: namedServer ?? undefined,
    tokenFile: tokenFile === undefined ? undefined : readable(resolve(folder, tokenFile)),
  })
  if (process.execve === undefined) {
    throw new AIFlowError('INTERNAL', 'A worker cannot be run by itself on this system. Use "aiflow server start".')
  }
  mkdirSync(home.folder, { recursive: true, mode: 0o700 })
  process.chdir(home.folder)
  process.execve(process.execPath, [process.execPath, ...words], environmentVariables())
}

function readable(path: string): string {
  try {
    accessSync(path, constants.R_OK)
    return path
  } catch (cause) {
    throw new AIFlowError(
      'INVALID_ARGUMENT',
      `The token file "${path}" cannot be read. Check its path and its owner.`,
      {
        cause,
      },
    )
  }
}
