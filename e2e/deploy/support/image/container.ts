import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandEnd } from '../../../support/aiflow-home.ts'
import { waitFor, waitUntil } from '../../../support/wait-for.ts'
import type { Service } from './compose.ts'
import type { ImageConfig } from './image.ts'

const BECOME = fileURLToPath(new URL('become-container.sh', import.meta.url))
const NAMESPACES = ['--mount', '--pid', '--uts', '--ipc']
const LIMIT_MS = 120_000

export interface ContainerOptions {
  /** The files of the image. */
  readonly root: string
  readonly config: ImageConfig
  readonly service: Service
  /** The folder that has those of the volumes. */
  readonly volumes: string
  /** The process whose network it shares. */
  readonly network: number
  /** Where its output goes. */
  readonly log: string
}

/**
 * A container of a service of the compose file: processes and mounts of its own, the user and variables of the image, no
 * capabilities, a read-only root.
 */
export class Container {
  readonly #options: ContainerOptions
  #process: ChildProcess | null = null
  #pid = 0

  constructor(options: ContainerOptions) {
    this.#options = options
  }

  /** Resolves when its first process runs. */
  async start(): Promise<void> {
    const { root, config, service, volumes, network, log } = this.#options
    const mounts = service.volumes.map((each) => join(volumes, each))
    const command = [...config.Entrypoint, ...(service.command ?? config.Cmd)]
    const unshare = ['unshare', ...NAMESPACES, '--fork', '--propagation', 'private', BECOME, root, mounts.join(' ')]
    const words = [...this.#variables(), 'chroot', '.', ...this.#asUser(), ...command]
    const output = openSync(log, 'a')
    const stdio = ['ignore', output, output] as const
    this.#process = spawn('nsenter', [`--net=/proc/${network}/ns/net`, ...unshare, ...words], { stdio: [...stdio] })
    this.#pid = await waitFor('the first process of a container', () => this.#findFirst())
  }

  /** Runs a command beside what the container runs. */
  execute(...words: string[]): Promise<CommandEnd> {
    const inside = ['--target', String(this.#pid), '--net', ...NAMESPACES, '--root']
    const command = ['env', '-i', ...this.#variables(), ...this.#asUser(), ...words]
    return new Promise((resolve) => {
      execFile('nsenter', [...inside, ...command], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
      })
    })
  }

  /** Runs a command, which must succeed, and returns its output. */
  async must(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.execute(...words)
    if (exitCode === 0) return stdout
    throw new Error(`"${words.join(' ')}" ended with ${exitCode}: ${stderr}`)
  }

  async isHealthy(): Promise<boolean> {
    const { service, config } = this.#options
    const [, ...check] = service.healthcheck?.test ?? config.Healthcheck.Test
    if (!this.isRunning) throw new Error(`The container ended: ${readFileSync(this.#options.log, 'utf8')}`)
    return (await this.execute(...check)).exitCode === 0
  }

  becomesHealthy(): Promise<void> {
    return waitUntil('a healthy container', () => this.isHealthy(), LIMIT_MS)
  }

  get isRunning(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Resolves to the exit code when it has ended by itself, or after a signal. */
  async ended(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (!this.isRunning || this.#process === null) return this.#process?.exitCode ?? null
    const exit = once(this.#process, 'exit')
    if (signal !== undefined) process.kill(this.#pid, signal)
    await exit
    return this.#process.exitCode
  }

  #variables(): string[] {
    const { config, service } = this.#options
    return [...config.Env, ...Object.entries(service.environment ?? {}).map(([name, value]) => `${name}=${value}`)]
  }

  #asUser(): string[] {
    const { User, WorkingDir } = this.#options.config
    const [user, group] = User.split(':')
    const rights = ['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs']
    return [
      'env',
      `--chdir=${WorkingDir}`,
      'setpriv',
      `--reuid=${user}`,
      `--regid=${group}`,
      '--clear-groups',
      ...rights,
    ]
  }

  /** It is the only child of "unshare", and is there once it is what the image runs. */
  #findFirst(): number | null {
    if (!this.isRunning) throw new Error(`The container ended: ${readFileSync(this.#options.log, 'utf8')}`)
    const { pid } = this.#process ?? {}
    const child = readOrEmpty(`/proc/${pid}/task/${pid}/children`).trim()
    const isThere = readOrEmpty(`/proc/${child}/comm`).trim() === this.#options.config.Entrypoint[0]
    return isThere ? Number(child) : null
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
