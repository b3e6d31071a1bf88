import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AIFlowClient } from '@aiflow/sdk/client'
import { cpuSecondsOf, type HomeProcesses, processesOf } from './processes.ts'

const execute = promisify(execFile)

/** One client stands for many, so the limit per client is off. */
const HOME_SETTINGS = { AIFLOW_LIMITS_REQUESTS_PER_SECOND: '0' }

/** A separate home with the built server and worker, driven from outside. */
export class Stage {
  readonly home: string
  readonly #program: string
  #client: AIFlowClient | null = null
  #url = ''

  /** `program`: the `aiflow.js` to measure. */
  constructor(program: string) {
    this.#program = program
    this.home = mkdtempSync(join(tmpdir(), 'aiflow-bench-'))
  }

  get client(): AIFlowClient {
    if (this.#client === null) throw new Error('the server of this stage does not run')
    return this.#client
  }

  get url(): string {
    return this.#url
  }

  get token(): string {
    return readFileSync(join(this.home, 'token'), 'utf8').trim()
  }

  /** Starts server and worker; resolves when a worker is connected. */
  async start(): Promise<void> {
    await this.startServer()
    while ((await this.client.server.info()).workers.length === 0) await pause()
  }

  /** Resolves when the command that starts the server has returned. */
  async startServer(): Promise<void> {
    await this.aiflow('server', 'start', '-d', '--port', '0')
    const { url } = this.#serverFile()
    this.#url = url
    this.#client = new AIFlowClient({ url, token: this.token })
  }

  async upload(files: readonly string[]): Promise<void> {
    for (const file of files) {
      await this.aiflow('workflow', 'upload', join(import.meta.dirname, '../workflows', file))
    }
  }

  /** Stops everything, and keeps the home. */
  async stop(): Promise<void> {
    await this.aiflow('server', 'stop', '--all')
    this.#client = null
  }

  /** Replaces the store. Call only while the stage is stopped. */
  replaceStore(path: string): void {
    for (const suffix of ['-wal', '-shm']) rmSync(join(this.home, `aiflow.db${suffix}`), { force: true })
    renameSync(path, join(this.home, 'aiflow.db'))
  }

  /** Stops everything and removes the home. */
  async close(): Promise<void> {
    if (this.#client !== null) await this.stop()
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }

  processes(): HomeProcesses {
    return processesOf(this.home)
  }

  /** What its server uses of a resource. */
  serverUse(measure: (pid: number) => number): number {
    const [pid] = this.processes().server
    if (pid === undefined) throw new Error('the server of this stage does not run')
    return measure(pid)
  }

  /** The number of its processes, and the resources that they have used so far. */
  usage(): string {
    const parts = Object.entries(this.processes()).map(([name, pids]: [string, readonly number[]]) => {
      const seconds = pids.map(cpuSecondsOf).reduce((sum, value) => sum + value, 0)
      return `${name} ${seconds.toFixed(1)} s${pids.length > 1 ? ` (${pids.length})` : ''}`
    })
    return `CPU used: ${parts.join(', ')}`
  }

  /** Bytes of a file or a folder of the home as `du` counts them; 0 if it does not exist. */
  async sizeOf(path: string): Promise<number> {
    const full = join(this.home, path)
    if (statSync(full, { throwIfNoEntry: false }) === undefined) return 0
    const { stdout } = await execute('du', ['-s', '-B1', full])
    return Number.parseInt(stdout, 10)
  }

  async aiflow(...args: string[]): Promise<string> {
    const environment = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: this.home,
      ...HOME_SETTINGS,
      AIFLOW_HOME: this.home,
    }
    const { stdout } = await execute(process.execPath, [this.#program, ...args], { env: environment, cwd: this.home })
    return stdout
  }

  #serverFile(): { url: string; pid: number } {
    return JSON.parse(readFileSync(join(this.home, 'server.json'), 'utf8'))
  }
}

/** A pause between two polls. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
