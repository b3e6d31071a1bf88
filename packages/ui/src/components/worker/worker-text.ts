import type { ServerInfo } from '@aiflow/sdk/client'

type Worker = ServerInfo['workers'][number]

/** Of a worker that was not seen since the server started, no more than its id is known. */
export function machineText({ hostname }: Pick<Worker, 'hostname'>): string {
  return hostname === '' ? 'not seen yet' : hostname
}

export function processText({ pid }: Pick<Worker, 'pid'>): string {
  return pid === 0 ? '–' : String(pid)
}
