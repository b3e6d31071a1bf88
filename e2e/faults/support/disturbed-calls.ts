import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What happens to system calls: that they take so long before they begin, or that they fail. */
export interface Disturbance {
  readonly calls: readonly string[]
  readonly fault: `delay_enter=${number}` | `error=${string}`
}

/** Has the kernel disturb some system calls of a process that runs, until it is ended. */
export class DisturbedCalls {
  readonly #tracer: ChildProcess

  private constructor(tracer: ChildProcess) {
    this.#tracer = tracer
  }

  static async of(pid: number, { calls, fault }: Disturbance): Promise<DisturbedCalls> {
    const names = calls.join(',')
    const filters = ['-e', `trace=${names}`, '-e', `inject=${names}:${fault}`, '-e', 'signal=none', '-e', 'status=none']
    const tracer = spawn('strace', ['-f', '-p', String(pid), ...filters], { stdio: ['ignore', 'ignore', 'pipe'] })
    for await (const line of createInterface({ input: tracer.stderr })) if (line.includes('attached')) break
    tracer.stderr.resume()
    return new DisturbedCalls(tracer)
  }

  async end(): Promise<void> {
    if (this.#tracer.exitCode !== null || this.#tracer.signalCode !== null) return
    this.#tracer.kill('SIGTERM')
    await once(this.#tracer, 'exit')
  }
}
