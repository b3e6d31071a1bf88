import type { Json } from '../../model/json/json.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { OperatorDefinition, SubWorkflowDefinition } from '../../wire/workflow-definition.ts'
import { checkName, checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { METADATA_OPTIONS, type MetadataOptions } from '../checks/metadata-options.ts'
import { currentWorkflow } from '../workflow/current-workflow.ts'
import type { ParametersSchema } from '../workflow/parameters.ts'
import type { ParametersOf } from '../workflow/parameters-of.ts'
import { startParameters } from '../workflow/trigger-options.ts'
import { isWorkflow, type Workflow } from '../workflow/workflow.ts'
import { checkTask, Operator, type OperatorOptions } from './operator.ts'

type OfTask =
  | 'retries'
  | 'retryDelaySeconds'
  | 'retryBackoff'
  | 'maxRetryDelaySeconds'
  | 'retryJitter'
  | 'timeoutSeconds'
  | 'periodicExpression'
  | 'timezone'
  | 'periodicWhenAlive'
  | 'optional'
  | 'allowFailure'
  | 'onStop'

/** Text with an expression: `${parameters.day}`, `${outputs.list.files}` or `${event.value}`. */
type Expression = `${string}\${${string}}${string}`

/** Values for the parameters of a workflow, or expressions that give them. */
type Passed<Schema> = {
  readonly [Name in keyof ParametersOf<Schema>]?: ParametersOf<Schema>[Name] | Expression
}

export interface WorkflowOperatorOptions<Name extends string = string, Schema = ParametersSchema>
  extends Pick<OperatorOptions<Name>, 'name' | 'startAfter' | OfTask>,
    MetadataOptions {
  /** The workflow to start, or its name. It is of the same namespace. */
  readonly workflow: string | Workflow<Schema & ParametersSchema>
  /**
   * Its parameters. A text may hold expressions in CEL: `'${parameters.day}'` is a parameter of this execution,
   * `'${outputs.list.files}'` a part of the output of the task `list` whose success started this one, `'${event.json.path}'` a
   * part of the event that did. Alone, an expression keeps its type. Write `$${` for the characters `${`. None by default.
   */
  readonly parameters?: Passed<Schema>
  /** The task of that workflow whose last output becomes the output of this one. By default, the outputs of all, by task. */
  readonly output?: string
}

const OPTIONS: OptionNames<WorkflowOperatorOptions> = {
  name: true,
  startAfter: true,
  workflow: true,
  parameters: true,
  output: true,
  retries: true,
  retryDelaySeconds: true,
  retryBackoff: true,
  maxRetryDelaySeconds: true,
  retryJitter: true,
  timeoutSeconds: true,
  periodicExpression: true,
  timezone: true,
  periodicWhenAlive: true,
  optional: true,
  allowFailure: true,
  onStop: true,
  ...METADATA_OPTIONS,
}

/**
 * Starts an execution of another workflow and waits for its end, without a process, a worker or a slot. The task ends as that
 * execution does, and a stop of the task stops it. Each run of the task starts one execution. `retries` are for a start that was
 * refused; what fails in the other workflow has retries of its own.
 */
export class WorkflowOperator<
  const Name extends string = string,
  const Schema extends ParametersSchema = ParametersSchema,
> extends Operator<Name, Json> {
  readonly #definition: SubWorkflowDefinition

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: WorkflowOperatorOptions<Name, Schema>) {
    checkTask(options as OperatorOptions)
    checkOptions(`The task "${options.name}"`, options, OPTIONS)
    const { workflow: _, ...ofTask } = options
    const definition = subWorkflowDefinition(options)
    super(ofTask, { retriesOnLost: 0 })
    this.#definition = definition
  }

  override toOperatorDefinition(): OperatorDefinition {
    return this.#definition
  }
}

function subWorkflowDefinition({
  name: task,
  workflow,
  parameters,
  output,
}: Omit<WorkflowOperatorOptions, 'parameters'> & { readonly parameters?: object }): SubWorkflowDefinition {
  if (!isWorkflow(workflow) && typeof workflow !== 'string') {
    const message = `"workflow" of the task "${task}" is a workflow or its name, not ${quoted(workflow)}.`
    throw invalidWorkflow(message, { task, field: 'workflow' })
  }
  const name = isWorkflow(workflow) ? workflow.name : workflow
  checkName(`workflow that the task "${task}" starts`, name)
  if (isWorkflow(workflow)) checkNamespace(task, workflow)
  if (output !== undefined) checkName(`task whose output the task "${task}" takes over`, output)
  return {
    type: 'workflow',
    workflow: name,
    ...(parameters === undefined ? {} : { parameters: startParameters(`the task "${task}"`, parameters) }),
    ...(output === undefined ? {} : { output }),
  }
}

function checkNamespace(task: string, { name, namespace }: Pick<Workflow, 'name' | 'namespace'>): void {
  const own = currentWorkflow()?.namespace ?? namespace
  if (namespace === own) return
  const message = `The task "${task}" cannot start the workflow "${name}", which is in the namespace "${namespace}" and not in "${own}".`
  throw invalidWorkflow(message, { task, field: 'workflow' })
}
