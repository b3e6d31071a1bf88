import { type ExecFileException, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandEnd } from './aiflow-home.ts'
import { isAlive, kill9, processesOf } from './processes.ts'
import type { Registry } from './registry.ts'
import { waitUntil } from './wait-for.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** What npm tells a script about the project whose script it is. A project of a user must not take it for its own. */
const OF_OUR_SCRIPTS = /^(?:AIFLOW_|NODE_OPTIONS$|INIT_CWD$|npm_(?:config_(?:local_prefix|prefix)$|(?!config_)))/i
const COMMAND_LIMIT_MS = 200_000
const OUTPUT_LIMIT_MS = 90_000

export interface ProjectOptions {
  readonly registry: Registry
  /** The path of the project below a folder of its own. */
  readonly name?: string
  /** The folder of the programs that come first on its path; by default that of the Node that runs the tests. */
  readonly tools?: string
}

/** The folder of a user, outside the clone. It has only what is installed there. */
export class Project {
  readonly folder: string
  readonly home: string
  readonly #place = realpathSync(mkdtempSync(join(tmpdir(), 'aiflow-project-')))
  readonly #environment: NodeJS.ProcessEnv

  constructor({ registry, name = 'project', tools = dirname(process.execPath) }: ProjectOptions) {
    this.folder = join(this.#place, name)
    this.home = join(this.#place, 'home')
    mkdirSync(this.folder, { recursive: true })
    const inherited = Object.entries(process.env).filter(([variable]) => !OF_OUR_SCRIPTS.test(variable))
    const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.startsWith(ROOT))
    this.#environment = {
      ...Object.fromEntries(inherited),
      PATH: [tools, dirname(process.execPath), ...paths].join(delimiter),
      AIFLOW_HOME: this.home,
      NO_COLOR: '1',
      npm_config_registry: registry.url,
      npm_config_audit: 'false',
    }
    this.write('package.json', '{ "name": "project", "private": true, "type": "module" }')
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  /** Runs a program in the folder. */
  run(program: string, ...words: string[]): Promise<CommandEnd> {
    const { promise, resolve } = Promise.withResolvers<CommandEnd>()
    const options = { cwd: this.folder, env: this.#environment, timeout: COMMAND_LIMIT_MS }
    execFile(program, words, options, (error, stdout, stderr) =>
      resolve({ exitCode: exitCodeOf(error), stdout, stderr }),
    )
    return promise
  }

  /** Runs a program that must succeed, and returns its output. */
  async must(program: string, ...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(program, ...words)
    if (exitCode === 0) return stdout
    throw new Error(`"${program} ${words.join(' ')}" ended with ${exitCode}: ${stderr}${stdout}`)
  }

  /** Runs a program in the folder until it has printed all of these texts. Then looks at it, and ends it. Returns its output. */
  async runUntil(
    texts: readonly string[],
    [program, ...words]: readonly [string, ...string[]],
    look: (output: string) => Promise<void> = async () => {},
  ): Promise<string> {
    const running = spawn(program, words, { cwd: this.folder, env: this.#environment })
    let output = ''
    for (const stream of [running.stdout, running.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    const ended = once(running, 'close')
    for (const text of texts)
      await waitUntil('it', () => output.includes(text), OUTPUT_LIMIT_MS).catch(() => {
        throw new Error(`"${program} ${words.join(' ')}" did not print "${text}": ${output}`)
      })
    await look(output)
    running.kill('SIGTERM')
    await ended
    return output
  }

  /** Calls the program that is installed in the project. */
  aiflow(...words: string[]): Promise<string> {
    return this.must(join(this.folder, 'node_modules/.bin/aiflow'), ...words)
  }

  /** The address of its server. */
  get url(): string {
    return JSON.parse(readFileSync(join(this.home, 'server.json'), 'utf8')).url
  }

  /** Ends what was started, and removes the folder. */
  async remove(): Promise<void> {
    for (const { pid } of processesOf(this.#place)) if (isAlive(pid)) await kill9(pid)
    rmSync(this.#place, { recursive: true, force: true })
  }
}

function exitCodeOf(error: ExecFileException | null): number {
  if (error === null) return 0
  return typeof error.code === 'number' ? error.code : -1
}
