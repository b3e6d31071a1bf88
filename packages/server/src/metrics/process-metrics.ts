import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { Gauge, type Registry } from 'prom-client'

/** Metrics of the process, with the usual names. They are collected on request, so an idle server pays nothing. */
export function addProcessMetrics(registry: Registry): void {
  const add = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  add('process_cpu_seconds_total', 'Processor time used', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  add('process_resident_memory_bytes', 'Memory in use', () => process.memoryUsage.rss())
  // Always the same number, so that a change of it is a restart.
  add('process_start_time_seconds', 'When the process started', () => performance.timeOrigin / 1000)
  add(
    'nodejs_eventloop_active_seconds_total',
    'Time that the event loop was not idle',
    () => performance.eventLoopUtilization().active / 1000,
  )
  add('nodejs_heap_size_limit_bytes', 'Most memory for JavaScript objects', () => getHeapStatistics().heap_size_limit)
  add('nodejs_heap_size_used_bytes', 'JavaScript objects', () => process.memoryUsage().heapUsed)
}
