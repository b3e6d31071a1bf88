import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { findProgram } from '../system/find-program.ts'
import type { PythonPlaces } from './python-command.ts'
import type { Environment } from './task-environment.ts'

const INTERVAL_MS = 6 * 60 * 60 * 1000

export interface EnvironmentUpkeepOptions {
  readonly python: PythonPlaces
  readonly inherited: Environment
}

/**
 * Removes environments of Python that no task has used for long. The program that makes them does it, because it knows which of
 * them are locked. It does it after each that it makes, too.
 */
export class EnvironmentUpkeep {
  readonly #options: EnvironmentUpkeepOptions
  #timer: Timer | null = null

  constructor(options: EnvironmentUpkeepOptions) {
    this.#options = options
  }

  /** Sweeps now and every few hours. */
  start(): void {
    this.#sweep()
    this.#timer = startInterval(() => this.#sweep(), INTERVAL_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  #sweep(): void {
    const { python, inherited } = this.#options
    const program = findProgram('python3', inherited.PATH ?? '')
    if (program === null || !hasEntries(python.environments)) return
    const words = [python.launch, '--sweep', python.environments]
    const sweeper = spawn(program, words, { env: inherited, stdio: 'ignore', detached: true })
    // The next sweep tries again.
    sweeper.on('error', () => undefined)
    sweeper.unref()
  }
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0
  } catch {
    return false
  }
}
