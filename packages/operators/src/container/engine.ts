import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { NonRetryableError } from '@aiflow/sdk'

/** How a command of the engine has ended. */
export interface EngineEnd {
  readonly code: number
  readonly stdout: Buffer
  /** Its end. */
  readonly stderr: string
}

export interface EngineCall {
  readonly signal?: AbortSignal | undefined
  /** Takes what is printed instead of the memory. */
  readonly take?: (chunk: Buffer) => void
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** How many bytes of the output are kept; 1 MiB by default. */
  readonly maxBytes?: number
  /**
   * Whether processes that it leaves are its own affair: the one that watches a container of podman would be taken for what an
   * attempt left behind.
   */
  readonly leavesProcesses?: boolean
}

const MAX_BYTES = 1024 * 1024
const MAX_STDERR_CHARACTERS = 4000
const ATTEMPT = 'AIFLOW_ATTEMPT_ID'
const DEFAULT_ENGINES = ['docker', 'podman']

type Program = ChildProcessByStdio<null, Readable, Readable>

/** Runs a command of docker or podman: so contexts, remote engines and logins work as they do by hand. */
export async function callEngine(engine: string, words: readonly string[], call: EngineCall = {}): Promise<EngineEnd> {
  const { signal, take, env = {}, maxBytes = MAX_BYTES, leavesProcesses = false } = call
  signal?.throwIfAborted()
  const program: Program = spawn(engine, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
    // biome-ignore lint/style/noProcessEnv: the engine finds its settings there
    env: { ...process.env, ...(leavesProcesses ? { [ATTEMPT]: undefined } : {}), ...env },
  })
  const kept: Buffer[] = []
  let [bytes, stderr] = [0, '']
  program.stdout.on('data', (chunk: Buffer) => {
    if (take !== undefined) return take(chunk)
    if (bytes < maxBytes) kept.push(chunk)
    bytes += chunk.length
  })
  program.stderr.on('data', (chunk: Buffer) => {
    // The log of a container comes over both.
    take?.(chunk)
    stderr = `${stderr}${chunk.toString('utf8')}`.slice(-MAX_STDERR_CHARACTERS)
  })
  const [code] = await once(program, 'close').catch((cause: unknown) => {
    throw isMissing(cause)
      ? new NonRetryableError(`The worker has no program "${engine}". Install it, or choose another "engine".`, {
          cause,
        })
      : cause
  })
  return { code: code ?? -1, stdout: Buffer.concat(kept), stderr }
}

/** The first engine that the machine has. */
export async function findEngine(): Promise<string> {
  for (const engine of DEFAULT_ENGINES) {
    try {
      await callEngine(engine, ['--version'])
      return engine
    } catch (error) {
      if (!(error instanceof NonRetryableError)) throw error
    }
  }
  throw new NonRetryableError('The worker has neither "docker" nor "podman". Install one of them on its machine.')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
