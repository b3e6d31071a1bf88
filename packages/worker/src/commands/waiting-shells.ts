import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Environment } from './task-environment.ts'

/** How long after a start the next shell is started ahead. By then the report of the start has left. */
const PAUSE_MS = 2
/** Starts that follow each other faster need the CPU themselves. */
const CROWD_MS = 10

/**
 * Keeps one shell that was started ahead, so that a command does not wait until there is a process: the fork of a worker
 * blocks it for a millisecond or more. The shell reads from its input what it becomes, and knows nothing of earlier commands.
 * It exits when its input ends, as it does with the worker.
 */
export class WaitingShells {
  readonly #environment: Environment
  #shell: ChildProcess | null = null
  #timer: Timer | null = null
  #takenAt = Number.NEGATIVE_INFINITY
  #isStopped = false

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** Null if no shell waits. The next one follows. */
  take(): ChildProcess | null {
    const shell = this.#shell
    this.#shell = null
    const now = performance.now()
    const pauseMs = now - this.#takenAt < CROWD_MS ? CROWD_MS : PAUSE_MS
    this.#takenAt = now
    stopTimer(this.#timer)
    this.#timer = startTimer(() => this.#prepare(), pauseMs).unref()
    if (shell === null || hasEnded(shell)) return null
    shell.ref()
    return shell
  }

  /** Resolves when no shell waits any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    stopTimer(this.#timer)
    const shell = this.#shell
    this.#shell = null
    if (shell === null || hasEnded(shell)) return
    const end = once(shell, 'exit')
    shell.ref()
    shell.kill('SIGKILL')
    await end
  }

  #prepare(): void {
    // Elsewhere than on Linux nobody has measured it.
    if (this.#isStopped || process.platform !== 'linux') return
    try {
      const shell = spawn('/bin/sh', ['-s', 'aiflow-waiting'], {
        cwd: '/',
        env: this.#environment,
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      shell.on('error', () => undefined)
      shell.stdin.on('error', () => undefined)
      shell.unref()
      if (shell.pid !== undefined) this.#shell = shell
    } catch {
      // The next command starts a process of its own, and says what the machine is short of.
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
