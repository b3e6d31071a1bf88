import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { NonRetryableError } from '@aiflow/sdk'
import { msOf, startTimer, stopTimer } from '@aiflow/sdk/internal/time'

const MAX_TAIL_CHARACTERS = 32_000

export interface ProgramOptions {
  readonly program: string
  readonly args: readonly string[]
  /** Added to the variables of the task. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  /** Ends the program: SIGTERM, and SIGKILL after `graceSeconds`. */
  readonly signal: AbortSignal
  readonly graceSeconds: number
  /** What to install if there is no such program. */
  readonly advice: string
  /** Sees what it prints, in parts of any length. */
  readonly onOutput?: (tail: string) => void
}

/** How a program has ended. */
export interface ProgramEnd {
  /** Null if a signal has ended it. */
  readonly code: number | null
  readonly signal: string | null
  /** The end of what it has printed. */
  readonly tail: string
}

type Program = ChildProcessByStdio<null, Readable, Readable>

/** Runs a program to its end. What it prints goes to the log of the task, and is not held in memory. */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const { program, args, env = {}, cwd, signal, onOutput = () => undefined } = options
  signal.throwIfAborted()
  // biome-ignore lint/style/noProcessEnv: a program has the variables of its task
  const environment = { ...process.env, ...env }
  const child: Program = spawn(program, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let tail = ''
  const take = (chunk: Buffer) => {
    process.stdout.write(chunk)
    tail = `${tail}${chunk.toString('utf8')}`.slice(-MAX_TAIL_CHARACTERS)
    onOutput(tail)
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  using _ = endedBy(signal, child, options.graceSeconds)
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null]
    return { code, signal: killedBy, tail }
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')
    if (!isMissing) throw cause
    throw new NonRetryableError(`The worker cannot run "${program}". ${options.advice}`, { cause })
  }
}

function endedBy(signal: AbortSignal, child: Program, graceSeconds: number): Disposable {
  let timer: ReturnType<typeof startTimer> | null = null
  const end = () => {
    child.kill('SIGTERM')
    timer = startTimer(() => child.kill('SIGKILL'), msOf(graceSeconds))
  }
  signal.addEventListener('abort', end, { once: true })
  return {
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', end)
      stopTimer(timer)
    },
  }
}
