import type { JsonOf } from '../../model/json/json-of.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { TaskType } from '../../model/user-code/context.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import { checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import type { WorkflowWithParameters } from '../workflow/current-workflow.ts'
import type { ParametersSchema } from '../workflow/parameters.ts'
import type { ParametersOf } from '../workflow/parameters-of.ts'
import { AIFlowOperator, type AIFlowOperatorOptions } from './aiflow-operator.ts'
import type { ConnectionsOf, NamedConnections } from './connection-options.ts'
import type { MapOver, MappedItem, MappedOutput } from './map-options.ts'
import { checkTask, type Operator } from './operator.ts'
import { TASK_OPTIONS } from './task-options.ts'

type Nothing = ReturnType<() => void>
/** What a task may start after. */
export type Upstream = Operator | readonly Operator[]

/** The outputs of tasks by their names. */
export type OutputsOf<Tasks extends Upstream> = {
  readonly [Task in Tasks extends readonly Operator[] ? Tasks[number] : Tasks as NameOf<Task>]: OutputOf<Task>
}
type NameOf<Task> = Task extends { readonly taskType?: TaskType<infer Name, infer _Output> } ? Name : never
type OutputOf<Task> = Task extends { readonly taskType?: TaskType<infer _Name, infer Output> } ? JsonOf<Output> : never

/** What the function of a task leaves: without a result, `setOutput` may have set any JSON. */
type ResultOf<Returned> = [Awaited<Returned>] extends [Nothing] ? unknown : Awaited<Returned>

/** `args` is required if `run` takes arguments. */
export type FunctionOperatorOptions<
  Args extends readonly unknown[],
  Name extends string = string,
  Returned = unknown,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
  Named extends NamedConnections = NamedConnections,
  Mapped extends MapOver | undefined = MapOver | undefined,
> = Omit<AIFlowOperatorOptions<Name>, 'startAfter' | 'workflow' | 'connections' | 'mapOver'> & {
  /**
   * The connections of the namespace that the task uses, by the name that it knows them by: `{ DB: 'warehouse' }`, or
   * `{ DB: connection.postgres('warehouse') }`, which gives `context.connections.DB` its type. Up to 50; none by default.
   */
  readonly connections?: Named
  /** The tasks after whose success this one starts, as with the method `startAfter`. Their outputs have types in `run`. */
  readonly startAfter?: Tasks
  /** The workflow that is being defined: it gives `context.parameters` their types. Not needed otherwise. */
  readonly workflow?: WorkflowWithParameters<Schema>
  /** Runs once for each item of a list; its output is the list of what `run` returns. Once by default. */
  readonly mapOver?: Mapped
  /** Does the work. What it returns, or its promise resolves to, is the output of the task, a JSON value. */
  readonly run: (
    context: TaskContext<ParametersOf<Schema>, OutputsOf<Tasks>, ConnectionsOf<Named>, MappedItem<Mapped>>,
    ...args: Args
  ) => Returned
} & (Args extends readonly [] ? { readonly args?: Args } : { readonly args: Args })

const OPTIONS: OptionNames<FunctionOperatorOptions<readonly unknown[]>> = {
  name: true,
  startAfter: true,
  workflow: true,
  run: true,
  args: true,
  isolation: true,
  metricsSeconds: true,
  ...TASK_OPTIONS,
}

/** Runs a TypeScript function. */
export class FunctionOperator<
  const Args extends readonly unknown[] = [],
  const Name extends string = string,
  Returned = unknown,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
  const Named extends NamedConnections = NamedConnections,
  const Mapped extends MapOver | undefined = undefined,
> extends AIFlowOperator<Name, MappedOutput<Mapped, ResultOf<Returned>>> {
  readonly #run: (context: TaskContext) => unknown

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is unknown or `run` is not a function. */
  constructor(options: FunctionOperatorOptions<Args, Name, Returned, Schema, Tasks, Named, Mapped>) {
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
    const { run, args = [] } = options
    // The types of parameters and outputs are what the schema and the upstream tasks promise.
    this.#run = (context) => Reflect.apply(run, undefined, [context, ...args])
  }

  override start(context: TaskContext): unknown {
    return this.#run(context)
  }
}
