import type { ServerInfo } from '@aiflow/sdk/internal/api/server'
import type { RequestDependencies } from '../dependencies.ts'

/** The current state of the server, without reading the store. */
export function describeServer({
  eventLog,
  live,
  storage,
  workers,
  version,
  startTime,
}: Pick<RequestDependencies, 'eventLog' | 'live' | 'storage' | 'workers' | 'version' | 'startTime'>): ServerInfo {
  const alive = live.aliveCounts()
  return {
    version,
    storeId: live.storeId,
    pid: process.pid,
    startTime,
    lastOffset: eventLog.lastOffset,
    aliveExecutions: alive.workflowExecutions,
    aliveTasks: alive.tasks,
    workers: workers.list(),
    storeFault: live.storeFault,
    readFault: storage.fault,
    clockBehindUntil: live.clockBehindUntil,
  }
}
