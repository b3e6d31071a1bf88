import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor } from './wait-for.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const KILL_POINT = new URL('kill-point.ts', import.meta.url).href

export interface WorkerProcessOptions {
  /** The point at which it kills itself: see `kill-point.ts`. */
  readonly killPoint?: string | undefined
  /** The point at which one of its children kills itself. */
  readonly childKillPoint?: string | undefined
}

/** A worker in a process of its own, to be killed. */
export class WorkerProcess {
  readonly process: ChildProcess
  output = ''

  constructor(home: string, { killPoint, childKillPoint }: WorkerProcessOptions = {}) {
    const preloaded = killPoint === undefined ? [] : ['--import', KILL_POINT]
    this.process = spawn(process.execPath, ['--conditions=source', ...preloaded, MAIN, '--home', home], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: {
        ...process.env,
        ...(killPoint === undefined ? {} : { KILL_POINT: killPoint }),
        ...(childKillPoint === undefined ? {} : killsChild(home, childKillPoint)),
      },
    })
    this.process.stderr?.on('data', (data) => {
      this.output += data
    })
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#hasEnded) return
    this.process.kill(signal)
    await this.ended()
  }

  async ended(): Promise<void> {
    await waitFor(() => (this.#hasEnded ? true : null), `the end of worker ${this.process.pid}`)
  }

  /** Rejects if the worker ends in another way. */
  async killedItself(): Promise<void> {
    await this.ended()
    if (this.process.signalCode !== 'SIGKILL') throw new Error(`The worker ended by itself: ${this.output}`)
  }

  get #hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null
  }
}

/** The variables reach the children, too. */
function killsChild(home: string, point: string): NodeJS.ProcessEnv {
  const passed = {
    NODE_OPTIONS: `--import ${KILL_POINT}`,
    CHILD_KILL_POINT: point,
    CHILD_KILL_MARK: join(home, 'killed-child'),
  }
  return { ...passed, AIFLOW_PASS_ENV: Object.keys(passed).join(',') }
}
