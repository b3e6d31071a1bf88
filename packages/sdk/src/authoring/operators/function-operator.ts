import { quoted } from '../../model/text/quoted.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import { checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { AIFlowOperator, type AIFlowOperatorOptions } from './aiflow-operator.ts'
import { checkTask } from './operator.ts'
import { TASK_OPTIONS } from './task-options.ts'

/** `args` is required if `run` takes arguments. */
export type FunctionOperatorOptions<Args extends readonly unknown[]> = AIFlowOperatorOptions & {
  /** Does the work. What it returns, or its promise resolves to, is the output of the task, a JSON value. */
  readonly run: (context: TaskContext, ...args: Args) => unknown
} & (Args extends readonly [] ? { readonly args?: Args } : { readonly args: Args })

const OPTIONS: OptionNames<FunctionOperatorOptions<readonly unknown[]>> = {
  name: true,
  run: true,
  args: true,
  isolation: true,
  metricsSeconds: true,
  ...TASK_OPTIONS,
}

/** Runs a TypeScript function. */
export class FunctionOperator<const Args extends readonly unknown[] = []> extends AIFlowOperator {
  readonly #run: (context: TaskContext, ...args: Args) => unknown
  readonly #args: readonly unknown[]

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is unknown or `run` is not a function. */
  constructor(options: FunctionOperatorOptions<Args>) {
    checkTask(options)
    // A class that refers to itself is renamed when it is bundled, and its name is part of the upload.
    if (Object.getPrototypeOf(new.target) === AIFlowOperator)
      checkOptions(`The task "${options.name}"`, options, OPTIONS)
    if (typeof options.run !== 'function') {
      throw invalidWorkflow(`The task "${options.name}" has no function to run. Give it "run".`, { task: options.name })
    }
    if (options.args !== undefined && !Array.isArray(options.args)) {
      const message = `"args" of the task "${options.name}" is a list of arguments, not ${quoted(options.args)}.`
      throw invalidWorkflow(message, { task: options.name })
    }
    super(options)
    this.#run = options.run
    this.#args = options.args ?? []
  }

  override start(context: TaskContext): unknown {
    return this.#run(context, ...(this.#args as Args))
  }
}
