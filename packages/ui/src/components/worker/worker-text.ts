import type { ServerInfo } from '@aiflow/sdk/client'

type Worker = ServerInfo['workers'][number]

/** A worker that has not connected since the server started is known only by its id. */
export function machineText({ hostname }: Pick<Worker, 'hostname'>): string {
  return hostname === '' ? 'not seen yet' : hostname
}

export function processText({ pid }: Pick<Worker, 'pid'>): string {
  return pid === 0 ? '–' : String(pid)
}
