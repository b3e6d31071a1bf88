import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AIFlowClient, type ServerInfo } from '@aiflow/sdk/client'
import { isAlive, kill9, processesOf } from './processes.ts'
import { waitFor, waitUntil } from './wait-for.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const COMMAND_LIMIT_MS = 60_000

/** How a call of the command line ended. */
export interface CommandEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface AIFlowHomeOptions {
  /** A different build of the program; that of this clone by default. */
  readonly program?: string | undefined
  /** An existing folder; a new one by default. */
  readonly folder?: string | undefined
}

/** A separate home: a real server, a real worker, and the means to kill them. */
export class AIFlowHome {
  readonly folder: string
  /** Additional environment variables of the program. */
  readonly environment: NodeJS.ProcessEnv = {}
  readonly #program: string
  /** Finds the current server, even after it came back at another address. */
  readonly client = new AIFlowClient({
    url: () => this.#serverFile().url,
    token: () => this.token,
    retry: { attempts: 10 },
  })

  constructor({ program = PROGRAM, folder = mkdtempSync(join(tmpdir(), 'aiflow-e2e-')) }: AIFlowHomeOptions = {}) {
    this.folder = realpathSync(folder)
    this.#program = program
  }

  /** Calls the real command line. */
  run(...words: string[]): Promise<CommandEnd> {
    return this.#execute(process.execPath, this.#program, ...words)
  }

  /** Calls it in a shell that pipes its output into another program. */
  runPiped(into: string, ...words: string[]): Promise<CommandEnd> {
    return this.#execute('sh', '-c', `"$@" | ${into}`, 'sh', process.execPath, this.#program, ...words)
  }

  /** Calls the command line with its output in a file. */
  runInto(file: string, ...words: string[]): Promise<CommandEnd> {
    return this.#execute('sh', '-c', `"$@" >${file}`, 'sh', process.execPath, this.#program, ...words)
  }

  /** Calls the command line, which must succeed, and returns its output. */
  async must(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(...words)
    if (exitCode === 0) return stdout
    throw new Error(`"aiflow ${words.join(' ')}" ended with ${exitCode}: ${stderr}`)
  }

  /** Starts a server, at any free port unless one is named, and a worker unless one is alive. */
  async start(...flags: string[]): Promise<void> {
    const port = flags.includes('--port') ? [] : ['--port', '0']
    await this.must('server', 'start', '-d', ...port, ...flags)
  }

  async upload(file: string, ...flags: string[]): Promise<void> {
    await this.must('workflow', 'upload', file, ...flags)
  }

  get url(): string {
    return this.#serverFile().url
  }

  /** The token of its administrator. */
  get token(): string {
    return readFileSync(join(this.folder, 'token'), 'utf8').trim()
  }

  get serverPid(): number {
    return this.#serverFile().pid
  }

  /** Process id of the worker that the lock of the home names, alive or not. */
  get workerPid(): number {
    return Number(readFileSync(join(this.folder, 'worker', 'lock'), 'utf8').split(' ')[0])
  }

  killServer(): Promise<void> {
    return kill9(this.serverPid)
  }

  /** Kills the server and starts another one, which has another address. */
  async crashServer(): Promise<void> {
    await this.killServer()
    await this.start()
  }

  /** Resolves with the process id that was killed. */
  async killWorker(): Promise<number> {
    const pid = this.workerPid
    await kill9(pid)
    return pid
  }

  /** Waits for a connected worker that is not one of those killed. */
  workerBack(...killed: number[]): Promise<ServerInfo['workers'][number]> {
    return waitFor('a worker that is connected', async () => {
      const { workers } = await this.client.server.info()
      return workers.find(({ connected, pid }) => connected && !killed.includes(pid)) ?? null
    })
  }

  /** Creates a gate: a file that tasks wait for. */
  open(gate: string): void {
    writeFileSync(join(this.folder, gate), '')
  }

  /** Processes that belong to this home. */
  processes(): ReturnType<typeof processesOf> {
    return processesOf(this.folder)
  }

  /** Ends all processes of the home, whether or not the test passed. */
  async kill(): Promise<void> {
    await waitUntil(`the end of all processes of ${this.folder}`, () => {
      for (const { pid } of this.processes()) if (isAlive(pid)) tryKill(pid)
      return this.processes().length === 0
    })
  }

  /** Ends all processes and removes the home. */
  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #execute(program: string, ...words: string[]): Promise<CommandEnd> {
    const own = { PATH: process.env.PATH, HOME: this.folder, AIFLOW_HOME: this.folder, NO_COLOR: '1' }
    const env = { ...own, ...this.environment }
    return new Promise((resolve) => {
      execFile(program, words, { cwd: this.folder, env, timeout: COMMAND_LIMIT_MS }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ exitCode, stdout, stderr })
      })
    })
  }

  #serverFile(): { readonly url: string; readonly pid: number } {
    return JSON.parse(readFileSync(join(this.folder, 'server.json'), 'utf8'))
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has already ended.
  }
}
