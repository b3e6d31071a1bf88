import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { TestResult } from './connection-probe.ts'

/** How long a service has to answer. */
export const TEST_LIMIT_MS = 10_000
/** The process has to start, too. After this time it is killed. */
const PROCESS_LIMIT_MS = TEST_LIMIT_MS + 5000
const MAX_AT_ONCE = 4

export interface ConnectionTesterOptions {
  /** The program that tests a connection. */
  readonly program: { readonly path: string; readonly nodeArguments: readonly string[] }
  /** The environment of tasks, so that a test sees what they see. */
  readonly environment: Readonly<Record<string, string>>
}

/** Tests connections, each in a process of its own. */
export class ConnectionTester {
  readonly #options: ConnectionTesterOptions
  #running = 0

  constructor(options: ConnectionTesterOptions) {
    this.#options = options
  }

  /** Always resolves. */
  async test(connection: ResolvedConnection): Promise<TestResult & { readonly durationMs: number }> {
    if (this.#running >= MAX_AT_ONCE) return { ok: false, message: BUSY, durationMs: 0 }
    const begin = performance.now()
    this.#running += 1
    try {
      const result = await this.#run(connection)
      return { ...result, durationMs: Math.round(performance.now() - begin) }
    } finally {
      this.#running -= 1
    }
  }

  async #run(connection: ResolvedConnection): Promise<TestResult> {
    const { program, environment } = this.#options
    const child = spawn(process.execPath, [...program.nodeArguments, program.path], {
      cwd: '/',
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const timer = startTimer(() => child.kill('SIGKILL'), PROCESS_LIMIT_MS)
    try {
      const failed = new Promise<never>((_, reject) => child.once('error', reject))
      child.stdin.on('error', () => undefined).end(JSON.stringify(connection))
      return resultOf(await Promise.race([text(child.stdout), failed]))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { ok: false, message: `The worker could not begin the test: ${reason}.` }
    } finally {
      stopTimer(timer)
      child.kill('SIGKILL')
    }
  }
}

const BUSY = `The worker tests ${MAX_AT_ONCE} other connections. Try again in a moment.`

function resultOf(output: string): TestResult {
  if (output !== '') return JSON.parse(output) as TestResult
  return { ok: false, message: 'The test was ended before it had a result.' }
}
