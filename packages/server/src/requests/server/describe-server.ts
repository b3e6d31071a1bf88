import type { ServerInfo } from '@aiflow/sdk/internal/api/server'
import type { RequestDependencies } from '../dependencies.ts'

/** The server as of now; all of it is known without asking the store. */
export function describeServer({
  ring,
  workers,
  version,
  startTime,
}: Pick<RequestDependencies, 'ring' | 'workers' | 'version' | 'startTime'>): ServerInfo {
  const alive = ring.aliveCounts()
  return {
    version,
    storeId: ring.storeId,
    pid: process.pid,
    startTime,
    lastOffset: ring.lastOffset,
    aliveExecutions: alive.workflowExecutions,
    aliveTasks: alive.tasks,
    workers: workers.list(),
    storeFault: ring.storeFault,
    clockBehindUntil: ring.clockBehindUntil,
  }
}
