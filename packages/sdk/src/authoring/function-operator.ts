import type { TaskContext } from '../model/task-context.ts'
import { AIFlowOperator, type AIFlowOperatorOptions } from './aiflow-operator.ts'
import { invalidWorkflow } from './checks.ts'

/** `args` is asked for where `run` takes arguments. */
export type FunctionOperatorOptions<Args extends readonly unknown[]> = AIFlowOperatorOptions & {
  /** The work. What it returns, or its promise resolves to, is the output of the task, a JSON value. */
  readonly run: (context: TaskContext, ...args: Args) => unknown
} & (Args extends readonly [] ? { readonly args?: Args } : { readonly args: Args })

/** Runs a TypeScript function. */
export class FunctionOperator<const Args extends readonly unknown[] = []> extends AIFlowOperator {
  readonly #run: (context: TaskContext, ...args: Args) => unknown
  readonly #args: readonly unknown[]

  /** Throws what `Operator` throws, and INVALID_WORKFLOW where `run` is no function. */
  constructor(options: FunctionOperatorOptions<Args>) {
    if (typeof options.run !== 'function') {
      throw invalidWorkflow(`The task "${options.name}" has no function to run. Give it "run".`, { task: options.name })
    }
    super(options)
    this.#run = options.run
    this.#args = options.args ?? []
  }

  override start(context: TaskContext): unknown {
    return this.#run(context, ...(this.#args as Args))
  }
}
