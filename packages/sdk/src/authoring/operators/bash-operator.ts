import { commandOf } from '../../model/user-code/task-command.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import type { OperatorDefinition } from '../../wire/workflow-definition.ts'
import { checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { AIFlowOperator } from './aiflow-operator.ts'
import { COMMAND_OPTIONS, type CommandOptions, checkCommandOptions, isText, retryExcept } from './command-options.ts'
import { checkTask, type OperatorOptions } from './operator.ts'
import { checkSecretVariables } from './secret-options.ts'
import { type CodeTaskOptions, TASK_OPTIONS } from './task-options.ts'

const LIFE_CYCLE = ['start', 'stop', 'awaitTermination', 'getMetrics', 'reattach'] as const

export interface BashOperatorOptions<Name extends string = string> extends OperatorOptions<Name>, CommandOptions {
  /** The command that bash runs; exit code 0 is SUCCESS. Values of events are in the environment, never in this text. */
  readonly command: string
}

const OPTIONS: OptionNames<BashOperatorOptions> = {
  name: true,
  startAfter: true,
  workflow: true,
  command: true,
  ...COMMAND_OPTIONS,
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
    checkNotShared(options)
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
    if (LIFE_CYCLE.some((method) => overrides(this, method))) return this.#codeDefinition()
    const definition = { type: 'bash' as const, command: this.command, env: { ...this.env } }
    return this.cwd === null ? definition : { ...definition, cwd: this.cwd }
  }

  /** The stop of a command knows nothing of work outside. */
  #codeDefinition(): OperatorDefinition {
    const definition = super.toOperatorDefinition()
    if (definition.type !== 'code' || overrides(this, 'stop')) return definition
    const { ownStop: _, ...rest } = definition
    return rest
  }
}

/** Outside the class, because one that refers to itself is renamed when it is bundled. */
function overrides(operator: BashOperator, method: (typeof LIFE_CYCLE)[number]): boolean {
  return operator[method] !== BashOperator.prototype[method]
}

/** A class of its own may take the options of code. */
function checkNotShared({ name, isolation }: BashOperatorOptions & Pick<CodeTaskOptions, 'isolation'>): void {
  if (isolation !== 'shared') return
  const message = `The task "${name}" cannot have the isolation "shared": tasks that share a process start no commands. Leave "isolation" out.`
  throw invalidWorkflow(message, { task: name, field: 'isolation' })
}

function checkBash({ name, command, ...options }: BashOperatorOptions): void {
  if (!isText(command) || command.trim() === '') {
    throw invalidWorkflow(`The task "${name}" has no command. Give it a command for bash.`, { task: name })
  }
  checkCommandOptions(name, options)
  checkSecretVariables(name, options, options.env)
}
