import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, globSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { compileJar, installJavaPackage, QUICK_JAVA } from './java-tools.ts'
import { killAll9 } from './processes.ts'
import { waitUntil } from './wait-for.ts'

const FLINK = { requirement: 'apache-flink-libraries==2.2.1', files: '^pyflink/lib/(flink-dist|log4j)' }
const NUMBERS = fileURLToPath(new URL('../fixtures/operators/flink/Numbers.java', import.meta.url))
const OPEN = ['lang', 'net', 'io', 'nio', 'util', 'util.concurrent', 'text', 'time'].flatMap((name) => [
  '--add-opens',
  `java.base/${name.startsWith('nio') ? 'sun.nio.ch' : `java.${name}`}=ALL-UNNAMED`,
])
/** Everything is measured out, since the program that does it is no part of the package. */
const MEMORY = {
  'taskmanager.cpu.cores': '1',
  'taskmanager.memory.framework.heap.size': '64m',
  'taskmanager.memory.framework.off-heap.size': '64m',
  'taskmanager.memory.jvm-metaspace.size': '96m',
  'taskmanager.memory.jvm-overhead.min': '64m',
  'taskmanager.memory.jvm-overhead.max': '64m',
  'taskmanager.memory.task.heap.size': '64m',
  'taskmanager.memory.task.off-heap.size': '0m',
  'taskmanager.memory.network.min': '32m',
  'taskmanager.memory.network.max': '32m',
  'taskmanager.memory.managed.size': '16m',
}

const START_MS = 180_000

export interface FlinkJobOverview {
  readonly jid: string
  readonly name: string
  readonly state: string
}

/** A real Flink session cluster: one process that manages, and one that works. */
export class FlinkSession {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-flink-'))
  readonly savepoints = join(this.folder, 'savepoints')
  readonly checkpoints = join(this.folder, 'checkpoints')
  /** A program for Flink, see `Numbers.java`. */
  jar = ''
  /** Flink's own client. */
  readonly client = join(this.folder, 'flink')
  #classPath = ''
  #port = 0
  #processes: ChildProcess[] = []

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    if (this.#port === 0) await this.#prepare()
    this.#launch('org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint', '192m')
    const memory = Object.entries(MEMORY).flatMap(([name, value]) => ['-D', `${name}=${value}`])
    this.#launch('org.apache.flink.runtime.taskexecutor.TaskManagerRunner', '256m', ...memory)
    const isReady = async () => {
      const overview = await this.#ask('/overview').catch(() => null)
      return Number((overview as { 'slots-total'?: number } | null)?.['slots-total'] ?? 0) > 0
    }
    await waitUntil('the Flink cluster', isReady, START_MS)
  }

  /** Compiles another program for Flink. */
  compile(source: string, jar: string, folder: string): Promise<string> {
    return compileJar(source, this.#classPath, join(folder, jar))
  }

  /** Ends both processes at once. */
  async kill(): Promise<void> {
    await killAll9(this.#processes.flatMap(({ pid }) => (pid === undefined ? [] : [{ pid }])))
    this.#processes = []
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** All jobs that the cluster knows. */
  async jobs(): Promise<FlinkJobOverview[]> {
    return ((await this.#ask('/jobs/overview')) as { jobs: FlinkJobOverview[] }).jobs
  }

  /** Those that have not ended. */
  async living(): Promise<FlinkJobOverview[]> {
    return (await this.jobs()).filter(({ state }) => !['FINISHED', 'FAILED', 'CANCELED'].includes(state))
  }

  async cancel(jobId: string): Promise<void> {
    await fetch(`${this.url}/jobs/${jobId}?mode=cancel`, { method: 'PATCH' })
  }

  async jars(): Promise<unknown[]> {
    return ((await this.#ask('/jars')) as { files: unknown[] }).files
  }

  async #ask(path: string): Promise<unknown> {
    return (await fetch(`${this.url}${path}`)).json()
  }

  async #prepare(): Promise<void> {
    const home = await installJavaPackage(FLINK)
    const lib = join(home, 'pyflink/lib')
    this.#classPath = globSync('*.jar', { cwd: lib })
      .map((name) => join(lib, name))
      .join(':')
    this.#port = await freePort()
    const rpcPort = await freePort()
    const settings = {
      'jobmanager.rpc.address': '127.0.0.1',
      'jobmanager.rpc.port': rpcPort,
      'jobmanager.bind-host': '127.0.0.1',
      'taskmanager.bind-host': '127.0.0.1',
      'taskmanager.host': '127.0.0.1',
      'taskmanager.numberOfTaskSlots': 4,
      'rest.address': '127.0.0.1',
      'rest.bind-address': '127.0.0.1',
      'rest.port': this.#port,
      'web.refresh-interval': 500,
      'cluster.registration.error-delay': '200 ms',
      'metrics.fetcher.update-interval': 500,
      'web.upload.dir': join(this.folder, 'uploads'),
      'io.tmp.dirs': join(this.folder, 'temporary'),
      'execution.checkpointing.dir': `file://${this.checkpoints}`,
    }
    for (const name of ['savepoints', 'checkpoints', 'uploads', 'temporary', 'conf']) mkdirSync(join(this.folder, name))
    const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}`)
    writeFileSync(join(this.folder, 'conf/config.yaml'), `${lines.join('\n')}\n`)
    writeFileSync(join(this.folder, 'log4j2.properties'), LOG)
    this.jar = await compileJar(NUMBERS, this.#classPath, join(this.folder, 'numbers.jar'))
    const words = this.#words('org.apache.flink.client.cli.CliFrontend', '192m').map((word) => `'${word}'`)
    const script = `#!/bin/sh\nexport FLINK_CONF_DIR='${join(this.folder, 'conf')}'\nexec java ${words.join(' ')} "$@"\n`
    writeFileSync(this.client, script)
    chmodSync(this.client, 0o755)
  }

  #words(main: string, heap: string): string[] {
    const log = `-Dlog4j.configurationFile=${join(this.folder, 'log4j2.properties')}`
    return [...QUICK_JAVA, `-Xmx${heap}`, log, ...OPEN, '-cp', this.#classPath, main]
  }

  #launch(main: string, heap: string, ...words: string[]): void {
    const log = openSync(join(this.folder, 'log'), 'a')
    const all = [...this.#words(main, heap), '--configDir', join(this.folder, 'conf'), ...words]
    this.#processes.push(spawn('java', all, { cwd: this.folder, stdio: ['ignore', log, log] }))
  }
}

const LOG = `rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
appender.console.name = console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %-5p %c{1} %m%n
`
