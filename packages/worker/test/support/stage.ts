import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import { pino } from 'pino'
import { Worker, type WorkerOptions } from '../../src/index.ts'
import { FarSide } from './far-side.ts'
import { isClaimed } from './journal-of.ts'
import { SNAPSHOT } from './specs.ts'
import { waitFor } from './wait-for.ts'
import { WorkerProcess } from './worker-process.ts'

/** A far side, a home, and the workers that a test starts in it. `end` removes all of it. */
export class Stage {
  readonly far = new FarSide()
  readonly home: string
  readonly workers: Worker[] = []
  readonly processes: WorkerProcess[] = []

  static async create(bundle = ''): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'aiflow-worker-')))
    await stage.far.start()
    stage.far.bundles.set(SNAPSHOT, bundle)
    await stage.announce()
    return stage
  }

  constructor(home: string) {
    this.home = home
  }

  /** Writes the files that a server writes into its home. */
  async announce(): Promise<void> {
    await writeFile(
      join(this.home, 'server.json'),
      JSON.stringify({ url: this.far.url, pid: process.pid, version: '0' }),
    )
    await writeFile(join(this.home, 'token'), 'admin-token')
  }

  options(changes: Partial<WorkerOptions> = {}): WorkerOptions {
    return {
      home: this.home,
      serverUrl: null,
      tokenFile: null,
      slots: 10,
      version: '0.1.0',
      childProgram: program('child'),
      maskProgram: program('masking'),
      connectionProgram: program('connections'),
      cliCommand: null,
      pythonPackages: fileURLToPath(new URL('../../../python/src', import.meta.url)),
      passEnvironment: [],
      environment: process.env,
      cgroups: true,
      leaveAfterMs: 600_000,
      limits: DEFAULT_WORKER_LIMITS,
      logger: pino({ level: 'silent' }),
      ...changes,
    }
  }

  async worker(changes: Partial<WorkerOptions> = {}): Promise<Worker> {
    return this.keep(new Worker(this.options(changes)))
  }

  /** Starts a worker and stops it at the end. */
  async keep(worker: Worker): Promise<Worker> {
    const before = this.far.connections
    await worker.start()
    this.workers.push(worker)
    await this.far.connected(before + 1)
    return worker
  }

  /** Starts a worker in a process of its own, and kills it at the end. */
  async process(): Promise<WorkerProcess> {
    const before = this.far.connections
    const worker = new WorkerProcess(this.home)
    this.processes.push(worker)
    await this.far.connected(before + 1)
    return worker
  }

  /** Resolves when the command of an attempt is about to be started; before that, a stop keeps it from starting at all. */
  async claimed(attemptId: string): Promise<void> {
    await waitFor(() => (isClaimed(this.home, attemptId) ? true : null), 'the claim')
  }

  async end(): Promise<void> {
    for (const process of this.processes) await process.kill()
    for (const worker of this.workers) await worker.stopTasks()
    for (const worker of this.workers) await worker.stop()
    await this.far.stop()
    // A child that is about to exit may still write.
    await rm(this.home, { recursive: true, force: true, maxRetries: 10 })
  }
}

function program(folder: 'child' | 'masking' | 'connections'): WorkerOptions['childProgram'] {
  const path = fileURLToPath(new URL(`../../src/${folder}/main.ts`, import.meta.url))
  return { path, nodeArguments: ['--conditions=source'] }
}
