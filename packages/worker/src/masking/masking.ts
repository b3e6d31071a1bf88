import { execFile, spawn } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openLog } from '@aiflow/sdk/files'
import { wait } from '@aiflow/sdk/internal/time'
import type { ProcessTable } from '../machine/process-table.ts'
import type { ChildProgram } from '../options.ts'
import { MASKED_VARIABLE, type MaskOrder } from './order.ts'

/** How long the last output of an attempt may take, of which nothing else is left. */
const DRAIN_LIMIT_MS = 2000
/** How long the program may take to end when it is told to. */
const END_LIMIT_MS = 5000
const FIRST_LOOK_MS = 2
const LONGEST_LOOK_MS = 100
/** The values of secrets are a few megabytes at most, and most output is short. */
const ARGUMENTS = ['--max-old-space-size=256', '--no-warnings']

export interface MaskingOptions {
  /** Holds a folder for each attempt with secrets. */
  readonly folder: string
  readonly program: ChildProgram
  readonly table: ProcessTable
}

/** The end of a pipe that an attempt writes its output into. */
export interface MaskedPipe {
  readonly output: number
  /** Starts the program that reads the other end, and writes into a log. */
  mask(log: string, order: MaskOrder): MaskedOutput
  /** Closes both ends. Call it once what writes was started. */
  close(): void
}

export interface MaskedOutput {
  /** Resolves when everything that was written is in the log. */
  readonly ended: Promise<void>
}

/**
 * Lets the output of attempts with secrets go through a program that masks it before it is in any file. The program outlives
 * this worker, as the attempt does, and ends when nobody can write any more.
 */
export class Masking {
  readonly #options: MaskingOptions
  /** Programs that this worker has started, by attempt. */
  readonly #running = new Map<string, MaskedOutput>()

  constructor(options: MaskingOptions) {
    this.#options = options
  }

  /** The folder of the files of the secrets of an attempt. */
  folderOf(attemptId: string): string {
    return join(this.#options.folder, attemptId)
  }

  /** A real pipe, since `/dev/stdout` cannot be opened where it is a socket, as the pipes of Node are. */
  async open(attemptId: string): Promise<MaskedPipe> {
    const folder = this.folderOf(attemptId)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, '.pipe')
    rmSync(path, { force: true, recursive: true })
    await promisify(execFile)('mkfifo', ['-m', '600', path])
    const input = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const output = openSync(path, constants.O_WRONLY)
    rmSync(path, { force: true })
    return {
      output,
      mask: (log, order) => this.#start(attemptId, input, log, order),
      close: () => {
        closeSync(input)
        closeSync(output)
      },
    }
  }

  /** Resolves when all output of an attempt of which nothing else is left is in its log. */
  async drained(attemptId: string): Promise<void> {
    if (await this.#endsWithin(attemptId, DRAIN_LIMIT_MS)) return
    // Something that has hidden itself from the worker may still have the pipe.
    this.#signal(attemptId, 'SIGTERM')
    if (await this.#endsWithin(attemptId, END_LIMIT_MS)) return
    this.#signal(attemptId, 'SIGKILL')
  }

  /** Removes the files of the secrets of an attempt. */
  remove(attemptId: string): void {
    rmSync(this.folderOf(attemptId), { recursive: true, force: true })
  }

  /** Removes what attempts left of which nobody knows any more. */
  sweep(isHeld: (attemptId: string) => boolean): void {
    for (const attemptId of namesIn(this.#options.folder)) if (!isHeld(attemptId)) this.remove(attemptId)
  }

  #start(attemptId: string, input: number, logPath: string, order: MaskOrder): MaskedOutput {
    const { path, nodeArguments } = this.#options.program
    const log = openLog(logPath)
    try {
      // It has nothing of the environment of the task, which could change what Node does.
      const child = spawn(process.execPath, [...nodeArguments, ...ARGUMENTS, path], {
        cwd: '/',
        env: { [MASKED_VARIABLE]: attemptId },
        detached: true,
        stdio: ['pipe', log, log, input],
      })
      child.stdin?.on('error', () => undefined).end(JSON.stringify(order))
      const ended = new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
        child.once('error', () => resolve())
      }).then(() => void this.#running.delete(attemptId))
      child.unref()
      const running = { ended }
      this.#running.set(attemptId, running)
      return running
    } finally {
      closeSync(log)
    }
  }

  async #endsWithin(attemptId: string, limitMs: number): Promise<boolean> {
    const running = this.#running.get(attemptId)
    if (running !== undefined) return Promise.race([running.ended.then(() => true), wait(limitMs).then(() => false)])
    const deadline = performance.now() + limitMs
    for (
      let pauseMs = FIRST_LOOK_MS;
      this.#pids(attemptId).length > 0;
      pauseMs = Math.min(2 * pauseMs, LONGEST_LOOK_MS)
    ) {
      if (performance.now() > deadline) return false
      await wait(pauseMs)
    }
    return true
  }

  #signal(attemptId: string, signal: NodeJS.Signals): void {
    for (const pid of this.#pids(attemptId)) {
      try {
        process.kill(pid, signal)
      } catch {
        // It has ended.
      }
    }
  }

  #pids(attemptId: string): number[] {
    const rows = this.#options.table.withEnvironment(`${MASKED_VARIABLE}=${attemptId}`)
    return rows.filter(({ zombie }) => !zombie).map(({ pid }) => pid)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No attempt has had secrets.
    return []
  }
}
