import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AIFlowClient } from '@aiflow/sdk/client'
import type { TaskEnvironment } from './config.ts'
import { Home, readServerFile } from './home.ts'

export interface ConnectionOptions {
  readonly home: string
  /** Given by hand; null finds the server of the home. */
  readonly url: string | null
  readonly token: string | null
}

/** A client of the server of a home, or of the one at a given URL. Throws `SERVER_UNAVAILABLE` where none is running. */
export function connect({ home, url, token }: ConnectionOptions): AIFlowClient {
  const place = new Home(home)
  return new AIFlowClient({ url: url ?? place.requireServer().url, token: token ?? place.token() })
}

/** A client with the rights of the calling task. It waits until the server is back, wherever that is then. */
export function connectAsTask(task: TaskEnvironment, url: string | null): AIFlowClient {
  return new AIFlowClient({
    url: () => readServerFile(task.serverFile)?.url ?? url ?? '',
    token: () => readFileSync(task.tokenFile, 'utf8').trim(),
    retry: { attempts: Number.POSITIVE_INFINITY },
  })
}

/** The home of the server that runs a task. */
export function homeOfTask(task: TaskEnvironment): string {
  return dirname(task.serverFile)
}
