import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { Program } from './npm-program.ts'

/**
 * Runs a program in a process group of its own, which ends with this worker: the input of the shell ends when the worker does,
 * even if it is killed. When the program has ended, so has everything that it left in its group.
 */
const SCRIPT = `
exec 3<&0 </dev/null
{ read -r _ <&3; kill -KILL -$$; } >/dev/null 2>&1 &
"$@" 3<&-
`

/** How much of the end of its output is kept for the reason of a failure. */
const MAX_KEPT = 64 * 1024
/** How long the end of its output may take after it has ended. */
const DRAIN_MS = 2000

export interface ProgramRun {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly limitMs: number
  /** Ends it. */
  readonly signal: AbortSignal
  /** Called with all of its output, as it comes. */
  write(chunk: Buffer): void
}

export interface ProgramEnd {
  readonly how: 'ended' | 'late' | 'stopped'
  /** Null if it was ended by a signal. */
  readonly code: number | null
  /** The end of its output. */
  readonly output: string
}

/** Rejects if it cannot be started. */
export function runProgram(program: Program, run: ProgramRun): Promise<ProgramEnd> {
  const { cwd, env, limitMs, signal } = run
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'aiflow-install', ...program], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const kept = new KeptEnd(run.write)
  child.stdout.on('data', (chunk: Buffer) => kept.add(chunk))
  child.stderr.on('data', (chunk: Buffer) => kept.add(chunk))
  // It may have gone before its input is closed.
  child.stdin.on('error', () => undefined)
  let how: ProgramEnd['how'] = 'ended'
  const end = (reason: ProgramEnd['how']) => {
    how = reason
    endGroup(child)
  }
  const stop = () => end('stopped')
  const timer = startTimer(() => end('late'), limitMs)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  return new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      const drained = startTimer(() => finish(), DRAIN_MS)
      const finish = () => {
        stopTimer(drained)
        resolve({ how, code, output: kept.text })
      }
      child.once('close', finish)
      // What it left behind ends now.
      child.stdin.end()
    })
  }).finally(() => {
    stopTimer(timer)
    signal.removeEventListener('abort', stop)
  })
}

function endGroup({ pid }: ChildProcessByStdio<Writable, Readable, Readable>): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has gone.
  }
}

class KeptEnd {
  text = ''
  readonly #write: (chunk: Buffer) => void

  constructor(write: (chunk: Buffer) => void) {
    this.#write = write
  }

  add(chunk: Buffer): void {
    this.#write(chunk)
    this.text = (this.text + chunk.toString('utf8')).slice(-MAX_KEPT)
  }
}
