import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A worker in a process of its own, to be killed. */
export class WorkerProcess {
  readonly process: ChildProcess
  readonly exited: Promise<unknown>
  output = ''

  constructor(home: string, ...more: string[]) {
    this.process = spawn(process.execPath, ['--conditions=source', MAIN, '--home', home, ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
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
