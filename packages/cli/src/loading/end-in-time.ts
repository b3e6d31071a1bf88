import { Worker } from 'node:worker_threads'

const GRACE_MS = 1000

/**
 * Ends this process after a limit, even if the program that started it is gone, and even in a loop that leaves no room for a
 * timer.
 */
export function endInTime(limitMs: number): void {
  const limit = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${limitMs + GRACE_MS})`
  new Worker(limit, { eval: true }).unref()
}
