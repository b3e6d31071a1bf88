import type { AIFlowOperatorOptions, ParametersOf, TaskContext } from '@aiflow/sdk'
import type { OutputsOf, Upstream, WorkflowWithParameters } from '@aiflow/sdk/internal/authoring'

/** What the code of a task sees: with the parameters of its workflow, and the outputs of the tasks that it starts after. */
export type ContextOf<Schema, Tasks extends Upstream> = TaskContext<ParametersOf<Schema>, OutputsOf<Tasks>>

/** A value, or a function that takes it from the context of the task when the attempt starts. */
export type Given<Value, Context> = Value | ((context: Context) => Value | Promise<Value>)

/** Options of a task with values that may depend on its context. */
export interface ContextOptions<Name extends string, Schema, Tasks extends Upstream>
  extends Omit<AIFlowOperatorOptions<Name>, 'startAfter' | 'workflow'> {
  /** The tasks after whose success this one starts, as with the method `startAfter`. Their outputs have types in functions. */
  readonly startAfter?: Tasks
  /** The workflow that is being defined: it gives `context.parameters` their types. Not needed otherwise. */
  readonly workflow?: WorkflowWithParameters<Schema>
}

/** The value for this attempt. The types of parameters and outputs are what the schema and the upstream tasks promise. */
export async function givenBy<Value, Context>(given: Given<Value, Context>, context: TaskContext): Promise<Value> {
  return typeof given === 'function' ? Reflect.apply(given, undefined, [context]) : given
}
