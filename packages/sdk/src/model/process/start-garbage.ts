import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startTimer } from '../time/timers.ts'

const LOOK_MS = 3000
/** A process that uses less of its time has nothing to do that would have to wait. */
const IDLE_UTILIZATION = 0.02
/** A larger heap would take longer than some 50 ms, and belongs to a process that collects its own garbage. */
const MAX_HEAP_BYTES = 64 * 1024 * 1024

/**
 * Collects once what the start of this process has left, as soon as it is idle. V8 keeps it while nothing happens: 12 MB in a
 * server, 7 MB in a worker.
 */
export function collectStartGarbage(): void {
  const before = performance.eventLoopUtilization()
  startTimer(() => {
    const { utilization } = performance.eventLoopUtilization(before)
    if (utilization > IDLE_UTILIZATION) collectStartGarbage()
    else if (process.memoryUsage().heapUsed <= MAX_HEAP_BYTES) collect()
  }, LOOK_MS).unref()
}

/** This kind gives the memory back to the system. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const collectGarbage: (options: object) => unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collectGarbage({ type: 'major', flavor: 'last-resort' })
}
