import { type ChildProcess, spawn } from 'node:child_process'
import { NonRetryableError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { CommandToRun, TaskCommand } from '@aiflow/sdk/internal/model'
import { msOf, wait } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { RunMessage } from '../../children/messages.ts'
import { createFolder } from '../../folders/own-folders.ts'
import type { AttemptFolder } from '../../journal/attempt-folder.ts'
import { readCommandOutput } from '../../journal/command-output.ts'
import { outcomeOfExit, outcomeOfSignal } from '../../journal/outcome-line.ts'
import { giveToCommand } from '../../masking/given-secrets.ts'
import { findShell, isFolder, shellArguments, workingFolder } from '../../system/shell-command.ts'

export interface AttemptCommandOptions {
  readonly folder: AttemptFolder
  readonly places: Pick<RunMessage, 'ownFolder' | 'ownArtifacts' | 'files' | 'environment' | 'secrets'>
  /** Aborted when the task is asked to stop. */
  readonly signal: AbortSignal
}

interface Running {
  readonly process: ChildProcess
  readonly doNotRetryExitCodes: readonly number[]
  /** Resolves with how it has ended. */
  readonly ended: Promise<Outcome>
  isOver: boolean
}

/**
 * The command of an attempt whose code runs in this process. It leads a process group, gets what a command alone gets, and
 * writes into the same log as the code.
 */
export class AttemptCommand implements TaskCommand {
  readonly #options: AttemptCommandOptions
  #running: Running | null = null

  constructor(options: AttemptCommandOptions) {
    this.#options = options
  }

  async start(command: CommandToRun): Promise<void> {
    const { signal } = this.#options
    signal.throwIfAborted()
    if (this.#running?.isOver === false)
      throw new Error('The command of this task is already running. Await its end first.')
    const process = this.#spawn(command)
    const running = { process, doNotRetryExitCodes: command.doNotRetryExitCodes, ended: endOf(process), isOver: false }
    this.#running = running
    void running.ended.then(() => {
      running.isOver = true
    })
    await begun(process)
  }

  async ended(): Promise<Json | undefined> {
    if (this.#running === null) return undefined
    const { ended, doNotRetryExitCodes } = this.#running
    const outcome = await ended
    this.#options.signal.throwIfAborted()
    if (outcome.type === 'success') return this.#output()
    throw errorOf(outcome, doNotRetryExitCodes)
  }

  async stop(graceSeconds: number): Promise<void> {
    const running = this.#running
    if (running === null || running.isOver) return
    signalGroup(running, 'SIGTERM')
    const patience = new AbortController()
    const over = running.ended.then(() => patience.abort())
    await wait(msOf(graceSeconds), { signal: patience.signal }).catch(() => undefined)
    signalGroup(running, 'SIGKILL')
    await over
  }

  #spawn({ command, env, cwd }: CommandToRun): ChildProcess {
    const { folder, places } = this.#options
    const { ownFolder, ownArtifacts, files, environment, secrets } = places
    const path = workingFolder(cwd, { own: ownFolder, files })
    createFolder(ownFolder)
    createFolder(ownArtifacts)
    // For its output, and for a long command.
    createFolder(folder.path)
    if (!isFolder(path)) throw new Error(`The working folder "${path}" of the task does not exist.`)
    const [shell, ...rest] = shellArguments(findShell(), command, folder.path)
    const given = secrets === null ? {} : giveToCommand(secrets)
    const own = { AIFLOW_FOLDER: ownFolder, AIFLOW_ARTIFACTS: ownArtifacts, AIFLOW_OUTPUT_FILE: folder.outputFile }
    return spawn(shell, rest, {
      cwd: path,
      // biome-ignore lint/style/noProcessEnv: the command gets what this process has, as all commands that code starts
      env: { ...process.env, ...env, ...environment, ...own, ...given },
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }

  #output(): Json | undefined {
    const { folder, places } = this.#options
    const outcome = readCommandOutput(folder.outputFile)
    // It may hold values that are masked only in what is reported.
    if (places.secrets !== null) folder.dropOutput()
    if (outcome.type !== 'success') throw errorOf(outcome, [])
    return outcome.output ?? undefined
  }
}

function begun(process: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    process.once('spawn', resolve)
    process.once('error', (cause) => reject(new Error(`The command could not be started: ${cause.message}`, { cause })))
  })
}

function endOf(process: ChildProcess): Promise<Outcome> {
  return new Promise((resolve) => {
    process.once('error', ({ message }) =>
      resolve({ type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: true }),
    )
    process.once('exit', (code, signal) =>
      resolve(signal === null ? outcomeOfExit(code ?? 0) : outcomeOfSignal(signal)),
    )
  })
}

/** The id of the group is ours until the process is over. */
function signalGroup({ process: { pid }, isOver }: Running, signal: NodeJS.Signals): void {
  if (pid === undefined || isOver) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // It has ended, and its end is about to be told.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function errorOf(outcome: Outcome, doNotRetryExitCodes: readonly number[]): Error {
  if (outcome.type !== 'failed') return new Error('The command failed.')
  const { reason, signal, exitCode } = outcome
  const message = reason === 'signal' ? `The command was ended by signal ${signal}.` : outcome.message
  return doNotRetryExitCodes.includes(exitCode ?? 0) ? new NonRetryableError(message) : new Error(message)
}
