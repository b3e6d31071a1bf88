import { spawn } from 'node:child_process'
import type { ProcessTable } from '../machine/process-table.ts'
import { ShellProcess, type ShellStart } from './shell-process.ts'
import type { Environment } from './task-environment.ts'

/**
 * A small shell that starts commands in place of the worker, whose own fork takes milliseconds in which it can do nothing else:
 * it has a hundred times the memory. The shell reads from its input what to start, and exits when its input ends, as it does
 * with the worker. What it started goes on.
 */
export class CommandShell {
  readonly #environment: Environment
  readonly #table: ProcessTable
  #process: ShellProcess | null = null
  /** Elsewhere than on Linux nobody has measured it. */
  #isUsable = process.platform === 'linux'

  constructor(environment: Environment, table: ProcessTable) {
    this.#environment = environment
    this.#table = table
  }

  /** Whether it can be asked to start something. */
  isReady(): boolean {
    if (this.#isUsable) this.#process ??= this.#start()
    return this.#process !== null
  }

  /**
   * Starts the process of an attempt in the background, as the text says. Null if it is not known whether it was started: the
   * shell has ended.
   */
  async launch(attemptId: string, text: string): Promise<ShellStart | null> {
    return (await this.#process?.launch(attemptId, text)) ?? null
  }

  /** Resolves when the shell has gone. */
  async stop(): Promise<void> {
    this.#isUsable = false
    await this.#process?.kill()
  }

  #start(): ShellProcess | null {
    try {
      const child = spawn('/bin/sh', ['-s', 'aiflow-commands'], {
        cwd: '/',
        env: this.#environment,
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      })
      const shell = new ShellProcess(child, this.#table)
      void shell.ended.then(() => this.#forget(shell))
      return child.pid === undefined ? null : shell
    } catch {
      // The command gets a process of its own, which says what the machine is short of.
      return null
    }
  }

  #forget(shell: ShellProcess): void {
    if (this.#process === shell) this.#process = null
    // The machine may lack what it needs.
    if (!shell.hasStarted) this.#isUsable = false
  }
}
