import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const AIFLOW = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))

/** How one call of the program ended. */
export interface Call {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A separate home with a folder for the files of an author, and the real program to work on them. */
export class TemporaryHome {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'aiflow-e2e-')))
  readonly home = join(this.path, 'home')

  /** Writes a file in the author's folder. */
  write(name: string, text: string): string {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Runs `aiflow` in the author's folder until it ends. */
  call(...args: string[]): Promise<Call> {
    const { promise, resolve } = Promise.withResolvers<Call>()
    execFile(
      process.execPath,
      [AIFLOW, ...args],
      { cwd: this.path, env: this.#environment() },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
      },
    )
    return promise
  }

  /** Runs `aiflow`, expects success and returns its output. */
  async run(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.call(...args)
    if (exitCode !== 0) throw new Error(`aiflow ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
    return stdout
  }

  /** Runs `aiflow`, expects success and returns the resource that it printed. */
  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(...args, '--output', 'json'))
  }

  /** Starts `aiflow` and leaves it running. */
  spawn(...args: string[]): ChildProcess {
    return spawn(process.execPath, [AIFLOW, ...args], { cwd: this.path, env: this.#environment() })
  }

  /** Starts `npx aiflow` in the author's folder, as in a project that has AIFlow installed. */
  npx(...args: string[]): ChildProcess {
    const program = join(this.path, 'node_modules', '.bin', 'aiflow')
    if (!existsSync(program)) {
      mkdirSync(dirname(program), { recursive: true })
      symlinkSync(AIFLOW, program)
      this.write('package.json', '{ "name": "project", "private": true }')
    }
    return spawn('npx', ['aiflow', ...args], {
      cwd: this.path,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** The process id that `server.json` names, null without a server. */
  serverPid(): number | null {
    const path = join(this.home, 'server.json')
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).pid : null
  }

  /** The process id of the worker, null without one. */
  workerPid(): number | null {
    const path = join(this.home, 'worker', 'lock')
    return existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) : null
  }

  /** Ends all processes of the home and removes the folder. */
  async remove(): Promise<void> {
    if ((await this.call('server', 'status')).exitCode !== 0) await this.call('server', 'start', '-d', '--port', '0')
    await this.run('server', 'stop', '--all')
    rmSync(this.path, { recursive: true, force: true })
  }

  /** Leaves out variables that a task or a shell around the tests may have set. */
  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AIFLOW_'))
    return { ...Object.fromEntries(inherited), AIFLOW_HOME: this.home, NO_COLOR: '1' }
  }
}
