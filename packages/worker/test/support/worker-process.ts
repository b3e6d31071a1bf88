import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const KILL_POINT = new URL('kill-point.ts', import.meta.url).href

export interface WorkerProcessOptions {
  /** Where it kills itself, see `kill-point.ts`. */
  readonly killPoint?: string | undefined
}

/** A worker in a process of its own, to be killed. */
export class WorkerProcess {
  readonly process: ChildProcess
  readonly exited: Promise<unknown>
  output = ''

  constructor(home: string, { killPoint }: WorkerProcessOptions = {}) {
    const preloaded = killPoint === undefined ? [] : ['--import', KILL_POINT]
    this.process = spawn(process.execPath, ['--conditions=source', ...preloaded, MAIN, '--home', home], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, ...(killPoint === undefined ? {} : { KILL_POINT: killPoint }) },
    })
    this.process.stderr?.on('data', (data) => {
      this.output += data
    })
    this.exited = once(this.process, 'exit')
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill(signal)
    await this.exited
  }
}
