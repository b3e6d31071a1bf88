import {
  AIFlowOperator,
  type Json,
  NonRetryableError,
  type Operator,
  type ParametersSchema,
  type TaskContext,
} from '@aiflow/sdk'
import { invalidWorkflow, type Upstream } from '@aiflow/sdk/internal/authoring'
import { parseWholeNumber, quoted } from '@aiflow/sdk/internal/text'
import { wait } from '@aiflow/sdk/internal/time'
import {
  checkNumber,
  checkOperator,
  checkResult,
  checkText,
  type OwnOptionNames,
  type Unchecked,
} from '../options/check-operator.ts'
import { type ContextOf, type ContextOptions, type Given, givenBy } from '../options/context-options.ts'
import { withLastLines } from '../programs/last-lines.ts'
import {
  BEGUN,
  beginScript,
  FOLLOWED,
  followScript,
  lastLinesScript,
  MAX_RESULT_BYTES,
  outcomeScript,
  removeScript,
  stopScript,
} from './remote-scripts.ts'
import { runScript, type ScriptEnd, type SshTarget } from './ssh-connection.ts'
import { SshError, SshRefusal } from './ssh-failures.ts'

const DEFAULT_UNREACHABLE_SECONDS = 600
const MAX_UNREACHABLE_SECONDS = 365 * 86_400
/** How often the handle notes how far the output was read. */
const NOTE_MS = 5000
const LONGEST_PAUSE_MS = 30_000
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

export interface SshOperatorOptions<
  Name extends string = string,
  Output = unknown,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /** The machine: a name, an address, or a host of `~/.ssh/config`. */
  readonly host: Given<string, ContextOf<Schema, Tasks>>
  /** The command for the shell of the machine. Never build it from values of others: pass these in `env`. */
  readonly command: Given<string, ContextOf<Schema, Tasks>>
  /** Variables for the command; none by default. */
  readonly env?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** The working folder on the machine; the home folder by default. */
  readonly cwd?: string
  /** What runs the command: a program that takes a file, such as `bash`. `sh` by default. */
  readonly shell?: string
  /** By default as `ssh` says. */
  readonly user?: string
  /** By default as `ssh` says. */
  readonly port?: number
  /** The file of a private key without a passphrase. By default as `ssh` says. */
  readonly identityFile?: string
  /** Options of OpenSSH by name, as in `~/.ssh/config`. None by default. */
  readonly sshOptions?: Readonly<Record<string, string>>
  /** How long the machine may be away while the command runs, in seconds; 600 by default. */
  readonly unreachableSeconds?: number
  /** Exit codes, 1 to 255, that end the task as FAILED without another attempt. None by default. */
  readonly doNotRetryExitCodes?: readonly number[]
  /** Makes the output of the task from what the command wrote to `AIFLOW_OUTPUT_FILE`, or null. */
  readonly result?: (output: Json) => Output
}

const OPTIONS: OwnOptionNames<SshOperatorOptions> = {
  host: true,
  command: true,
  env: true,
  cwd: true,
  shell: true,
  user: true,
  port: true,
  identityFile: true,
  sshOptions: true,
  unreachableSeconds: true,
  doNotRetryExitCodes: true,
  result: true,
}

/** What is known of the command, without its text. */
interface SshHandle {
  readonly host: string
  /** Names its folder on the machine. */
  readonly id: string
  /** How many bytes of its output are in logs. */
  readonly offset: number
  /** Set when it has ended. */
  readonly exitCode?: number
  readonly output?: Json
}

/**
 * Runs a command on another machine, by the program `ssh`. The command runs on when the connection breaks, and attempts find it
 * by the handle. A stop ends all of its processes.
 */
export class SshOperator<
  const Name extends string = string,
  Output = unknown,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: SshOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: SshOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, OPTIONS)
    checkSsh(options)
    super(options)
    this.#options = options
  }

  override async start(context: TaskContext): Promise<void> {
    const host = await givenBy(this.#options.host, context)
    if (typeof host !== 'string' || !isHost(host))
      throw new NonRetryableError(`"host" of the task "${context.task.name}" cannot be ${quoted(host)}.`)
    await context.handle.set({ host, id: context.task.attemptId, offset: 0 })
    try {
      await this.#begin(context)
    } catch (error) {
      // Nothing has begun, so nobody has to reach the machine to make sure of it.
      if (error instanceof SshRefusal || (error instanceof SshError && error.isBeforeScript))
        await context.handle.set(null)
      throw error
    }
  }

  /** The command may not have been begun yet: then it is begun now. */
  override async reattach(context: TaskContext): Promise<void> {
    if (handleOf(context).exitCode === undefined) await this.#begin(context)
  }

  override async awaitTermination(context: TaskContext): Promise<unknown> {
    if (handleOf(context).exitCode === undefined) await this.#follow(context)
    const { host, id, exitCode = 0, output = null } = handleOf(context)
    const said = exitCode === 0 ? '' : await this.#lastLines(host, id)
    await runScript(this.#target(host), removeScript(id)).catch((error: unknown) =>
      context.logger.warn(`The folder of the command stays on "${host}": ${String(error)}`),
    )
    const { result, doNotRetryExitCodes = [] } = this.#options
    if (exitCode === 0) return result === undefined ? output : result(output)
    await context.handle.set(null)
    const message = withLastLines(`The command on "${host}" exited with ${exitCode}.`, said)
    throw doNotRetryExitCodes.includes(exitCode) ? new NonRetryableError(message) : new Error(message)
  }

  /** Sends SIGTERM to the processes of the command, then SIGKILL after `graceSeconds`, and returns when none is left. */
  override async stop(context: TaskContext): Promise<void> {
    if (context.handle.get() === null) return
    const { host, id, exitCode } = handleOf(context)
    const script = exitCode === undefined ? stopScript(id, this.settings.graceSeconds) : removeScript(id)
    must(host, await runScript(this.#target(host), script))
  }

  async #begin(context: TaskContext): Promise<void> {
    const { host, id } = handleOf(context)
    const { command, env = {}, cwd = null, shell = 'sh' } = this.#options
    const given = { command: await givenBy(command, context), env: await givenBy(env, context) }
    checkVariables(context.task.name, given.env)
    const { workflow, task } = context
    // Without the id of the attempt: a worker on that machine would take the command for what an ended attempt left.
    const about = { AIFLOW_TASK: `${workflow.name}/${task.key}` }
    const script = beginScript(id, { ...given, env: { ...about, ...given.env }, cwd, shell })
    const begun = must(host, await runScript(this.#target(host), script, { signal: context.signal })).stdout.trim()
    if (begun === BEGUN.stopped) throw new Error(`The command on "${host}" was stopped.`)
    context.logger.info(`The command ${begun === BEGUN.found ? 'runs' : 'was started'} on "${host}" as ${id}.`)
  }

  /** Copies the output into the log until the command has ended, whatever becomes of the connection. */
  async #follow(context: TaskContext): Promise<void> {
    const { host, id } = handleOf(context)
    const progress = new OutputProgress(context)
    const { unreachableSeconds = DEFAULT_UNREACHABLE_SECONDS } = this.#options
    let awaySince: number | null = null
    for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const { offset } = progress
      try {
        return await this.#followOnce(context, progress)
      } catch (error) {
        context.signal.throwIfAborted()
        if (!(error instanceof SshError)) throw error
        if (progress.offset > offset) [awaySince, pauseMs] = [null, 500]
        if (awaySince === null) context.logger.warn(`${error.message} The command "${id}" goes on.`)
        awaySince ??= performance.now()
        const awaySeconds = (performance.now() - awaySince) / 1000
        if (awaySeconds > unreachableSeconds)
          throw new Error(`"${host}" was away for ${Math.round(awaySeconds)} s: ${error.message}`, { cause: error })
        await wait(pauseMs, { signal: context.signal })
      }
    }
  }

  async #followOnce(context: TaskContext, progress: OutputProgress): Promise<void> {
    const { host, id } = handleOf(context)
    const { signal } = context
    const take = (chunk: Buffer) => progress.take(chunk)
    const { code, stderr } = await runScript(this.#target(host), followScript(id, progress.offset), { signal, take })
    if (code === FOLLOWED.missing || code === FOLLOWED.vanished) {
      must(host, await runScript(this.#target(host), removeScript(id), { signal }))
      await context.handle.set(null)
      const why = code === FOLLOWED.missing ? 'its folder was removed' : 'it was killed, or the machine was restarted'
      throw new Error(`The command on "${host}" has gone without an exit code: ${why}.`)
    }
    if (code !== FOLLOWED.ended) throw new Error(`The output on "${host}" cannot be read: ${stderr.trim()}`)
    const end = must(host, await runScript(this.#target(host), outcomeScript(id), { signal }))
    await progress.end(outcomeOf(host, end.stdout))
  }

  /** For the reason of a failure. They may hold secrets, so they are not in the handle. Empty if the machine is away. */
  async #lastLines(host: string, id: string): Promise<string> {
    const end = await runScript(this.#target(host), lastLinesScript(id)).catch(() => null)
    return end?.code === 0 ? end.stdout : ''
  }

  #target(host: string): SshTarget {
    const { user, port, identityFile, sshOptions } = this.#options
    return { host, user, port, identityFile, options: sshOptions }
  }
}

/** Writes output into the log, and notes in the handle how much of it. */
class OutputProgress {
  readonly #context: TaskContext
  offset: number
  #notedAt = performance.now()
  /** The last write of the handle. It fails if the server is away; the next one may not. */
  #noting: Promise<void> = Promise.resolve()

  constructor(context: TaskContext) {
    this.#context = context
    this.offset = handleOf(context).offset
  }

  /** The log is a file, so that this waits for the disk and holds nothing in memory. */
  take(chunk: Buffer): void {
    process.stdout.write(chunk)
    this.offset += chunk.length
    if (performance.now() - this.#notedAt < NOTE_MS) return
    this.#notedAt = performance.now()
    this.#noting = this.#note().catch(() => undefined)
  }

  async end(outcome: Pick<SshHandle, 'exitCode' | 'output'>): Promise<void> {
    await this.#noting
    await this.#context.handle.set({ ...handleOf(this.#context), ...outcome, offset: this.offset } as Json)
  }

  async #note(): Promise<void> {
    await this.#context.handle.set({ ...handleOf(this.#context), offset: this.offset } as Json)
  }
}

function handleOf({ handle }: TaskContext): SshHandle {
  return handle.get() as unknown as SshHandle
}

function must(host: string, end: ScriptEnd): ScriptEnd {
  if (end.code === 0) return end
  throw new Error(`A shell on "${host}" exited with ${end.code}: ${end.stderr.trim()}`)
}

function outcomeOf(host: string, text: string): { exitCode: number; output: Json } {
  const [line = '', ...rest] = text.split('\n')
  const output = rest.join('\n').trim()
  const exitCode = parseWholeNumber(line.trim(), 0, 255)
  if (exitCode === null) throw new Error(`The exit code on "${host}" cannot be read: ${line}`)
  if (output === '') return { exitCode, output: null }
  if (Buffer.byteLength(output) > MAX_RESULT_BYTES)
    throw new NonRetryableError(
      `The output of the command is larger than ${MAX_RESULT_BYTES / 1024} KiB. Write less to "$AIFLOW_OUTPUT_FILE".`,
    )
  try {
    return { exitCode, output: JSON.parse(output) }
  } catch (cause) {
    throw new NonRetryableError('What the command wrote to "$AIFLOW_OUTPUT_FILE" is not JSON.', { cause })
  }
}

function isHost(host: string): boolean {
  return /^[^\s-]\S*$/.test(host)
}

function checkVariables(task: string, env: unknown): void {
  const entries = typeof env === 'object' && env !== null ? Object.entries(env) : [['', null]]
  for (const [name, value] of entries) {
    if (VARIABLE.test(String(name)) && typeof value === 'string' && !value.includes('\0')) continue
    throw new SshRefusal(`"env" of the task "${task}" is an object of texts by the names of variables.`)
  }
  const own = entries.find(([name]) => String(name).startsWith('AIFLOW_'))?.[0]
  if (own === undefined) return
  throw new SshRefusal(`"env" of the task "${task}" cannot set "${own}": names that begin with "AIFLOW_" are taken.`)
}

function checkSsh(options: Unchecked<SshOperatorOptions>): void {
  const { name, host, command, port = 22, unreachableSeconds = 1, doNotRetryExitCodes = [], sshOptions = {} } = options
  checkText(name, 'host', host)
  checkText(name, 'command', command)
  if (typeof host === 'string' && !isHost(host))
    throw invalidWorkflow(`"host" of the task "${name}" cannot be "${host}".`, { task: name, field: 'host' })
  for (const field of ['cwd', 'shell', 'user', 'identityFile'] as const)
    if (options[field] !== undefined) checkText(name, field, options[field])
  checkNumber(name, 'port', port, { min: 1, max: 65_535, whole: true })
  checkNumber(name, 'unreachableSeconds', unreachableSeconds, { min: 0, max: MAX_UNREACHABLE_SECONDS })
  checkResult(name, options.result)
  if (!Array.isArray(doNotRetryExitCodes))
    throw invalidWorkflow(`"doNotRetryExitCodes" of the task "${name}" is a list of exit codes.`, { task: name })
  for (const code of doNotRetryExitCodes)
    checkNumber(name, 'doNotRetryExitCodes', code, { min: 1, max: 255, whole: true })
  const texts = typeof sshOptions === 'object' && sshOptions !== null ? Object.entries(sshOptions) : [['', null]]
  if (texts.every(([option, value]) => /^[A-Za-z0-9]+$/.test(String(option)) && typeof value === 'string')) return
  const message = `"sshOptions" of the task "${name}" is an object of texts by the names of options of OpenSSH.`
  throw invalidWorkflow(message, { task: name, field: 'sshOptions' })
}
