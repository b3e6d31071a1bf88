import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import { commandOf } from '../../model/user-code/task-command.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import type { OperatorDefinition, RetryPolicy } from '../../wire/workflow-definition.ts'
import { checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { AIFlowOperator } from './aiflow-operator.ts'
import { checkTask, type OperatorOptions } from './operator.ts'
import { TASK_OPTIONS } from './task-options.ts'

const LIFE_CYCLE = ['start', 'stop', 'awaitTermination', 'getMetrics', 'reattach'] as const

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

export interface BashOperatorOptions<Name extends string = string> extends OperatorOptions<Name> {
  /** The command that bash runs; exit code 0 is SUCCESS. Values of events are in the environment, never in this text. */
  readonly command: string
  /** Variables added to the environment that every task gets; none by default. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * The working folder; by default an empty one for each attempt. A relative path is below the uploaded files, and
   * `.` is their folder.
   */
  readonly cwd?: string
  /** Exit codes, 1 to 255, that end the task as FAILED without another attempt. None by default. */
  readonly doNotRetryExitCodes?: readonly number[]
}

const OPTIONS: OptionNames<BashOperatorOptions> = {
  name: true,
  startAfter: true,
  workflow: true,
  command: true,
  env: true,
  cwd: true,
  doNotRetryExitCodes: true,
  ...TASK_OPTIONS,
}

/**
 * Runs a command with bash. A stop sends SIGTERM to all of its processes, then SIGKILL.
 *
 * A subclass may override the life cycle: `start`, `stop`, `awaitTermination`, `getMetrics`, `reattach`. Its methods run in
 * the process of the task, and `super.start(context)` and the like are what the operator does itself. Its constructor may take
 * `BashOperatorOptions & CodeTaskOptions`, and pass them to this one.
 *
 * Source: `ai_flow.operators.bash.BashOperator`.
 */
export class BashOperator<const Name extends string = string> extends AIFlowOperator<Name> {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | null

  /**
   * Throws the errors of `Operator`, and INVALID_WORKFLOW if an option, the command, a variable or the folder is not
   * valid.
   */
  constructor(options: BashOperatorOptions<Name>) {
    checkTask(options)
    // A class that refers to itself is renamed when it is bundled, and its name is part of the upload.
    if (Object.getPrototypeOf(new.target) === AIFlowOperator)
      checkOptions(`The task "${options.name}"`, options, OPTIONS)
    checkBash(options)
    super(options, retryExcept(options.doNotRetryExitCodes))
    this.command = options.command
    this.env = Object.freeze({ ...options.env })
    this.cwd = options.cwd ?? null
  }

  /** Starts the command, and resolves when it runs. */
  override start(context: TaskContext): unknown {
    const { command, env, cwd } = this
    const { doNotRetryExitCodes = [] } = this.settings.retry
    return commandOf(context).start({ command, env, cwd, doNotRetryExitCodes })
  }

  /**
   * Sends SIGTERM to the processes of the command, then SIGKILL after `graceSeconds`. Resolves when it has ended, at once if it
   * does not run.
   */
  override stop(context: TaskContext): void | Promise<void> {
    return commandOf(context).stop(this.settings.graceSeconds)
  }

  /** Waits for the end of the command. Rejects if its exit code is not 0. The output is what it wrote to `AIFLOW_OUTPUT_FILE`. */
  override awaitTermination(context: TaskContext, _timeoutSeconds?: number): unknown {
    return commandOf(context).ended()
  }

  /** A command alone needs no Node process. So the data form is one of code only if the life cycle is overridden. */
  override toOperatorDefinition(): OperatorDefinition {
    const own = BashOperator.prototype
    if (LIFE_CYCLE.some((method) => this[method] !== own[method])) return this.#codeDefinition()
    const definition = { type: 'bash' as const, command: this.command, env: { ...this.env } }
    return this.cwd === null ? definition : { ...definition, cwd: this.cwd }
  }

  /** The stop of a command knows nothing of work outside. */
  #codeDefinition(): OperatorDefinition {
    const definition = super.toOperatorDefinition()
    if (definition.type !== 'code' || this.stop !== BashOperator.prototype.stop) return definition
    const { ownStop: _, ...rest } = definition
    return rest
  }
}

function retryExcept(codes: readonly number[] | undefined): Pick<RetryPolicy, 'doNotRetryExitCodes'> {
  return codes === undefined ? {} : { doNotRetryExitCodes: [...codes] }
}

function checkBash({ name, command, env = {}, cwd, doNotRetryExitCodes = [] }: BashOperatorOptions): void {
  if (!Array.isArray(doNotRetryExitCodes)) {
    const given = quoted(doNotRetryExitCodes)
    throw invalidWorkflow(`"doNotRetryExitCodes" of the task "${name}" is a list of exit codes, not ${given}.`, {
      task: name,
    })
  }
  const wrong = doNotRetryExitCodes.filter((code) => !Number.isInteger(code) || code < 1 || code > 255)
  if (wrong.length > 0) {
    const message = `"doNotRetryExitCodes" of the task "${name}" holds ${quoted(wrong[0])}. An exit code is 1 to 255.`
    throw invalidWorkflow(message, { task: name })
  }
  if (!isText(command) || command.trim() === '') {
    throw invalidWorkflow(`The task "${name}" has no command. Give it a command for bash.`, { task: name })
  }
  if (!isPlainObject(env))
    throw invalidWorkflow(`"env" of the task "${name}" is an object of texts by name, not ${quoted(env)}.`, {
      task: name,
    })
  for (const [variable, value] of Object.entries(env)) {
    if (VARIABLE.test(variable) && isText(value)) continue
    throw invalidWorkflow(
      `The task "${name}" sets the variable "${variable}", but its name or value cannot be one. ` +
        'A name is letters, digits and "_"; a value is valid Unicode without NUL.',
      { task: name, variable },
    )
  }
  if (cwd === undefined) return
  if (!isText(cwd) || cwd === '') {
    throw invalidWorkflow(`The folder of the task "${name}" cannot be ${quoted(cwd)}. Give its path as text.`, {
      task: name,
    })
  }
  if (cwd.startsWith('/') || !cwd.split('/').includes('..')) return
  const message = `The folder "${cwd}" of the task "${name}" leads out of the uploaded files. Give a folder among them, or an absolute one.`
  throw invalidWorkflow(message, { task: name })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}
