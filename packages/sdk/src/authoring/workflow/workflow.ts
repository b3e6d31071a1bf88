import { AIFlowError } from '../../errors/aiflow-error.ts'
import { type AnyEventType, isEventType } from '../../model/event/event-type.ts'
import type { TaskAction } from '../../model/execution/task-action.ts'
import type { Json } from '../../model/json/json.ts'
import { quoted } from '../../model/text/quoted.ts'
import { type Condition, isCondition } from '../../model/user-code/condition.ts'
import type { CatchUp, Overlap, ScheduleDefinition, WorkflowDefinition } from '../../wire/workflow-definition.ts'
import {
  checkName,
  checkObject,
  checkOneOf,
  checkOptions,
  checkTimezone,
  invalidWorkflow,
  type OptionNames,
} from '../checks/checks.ts'
import { checkExpression } from '../checks/expression.ts'
import {
  METADATA_OPTIONS,
  type MetadataFields,
  type MetadataOptions,
  metadataFields,
} from '../checks/metadata-options.ts'
import { nearestName } from '../checks/nearest-name.ts'
import { tasksOf } from '../conditions/condition-definition.ts'
import { EventCondition } from '../conditions/event-condition.ts'
import { RememberingCondition } from '../conditions/remembering-condition.ts'
import type { Operator, TaskStatuses } from '../operators/operator.ts'
import { checkNotNested, enterWorkflow, leaveWorkflow } from './current-workflow.ts'
import { type ParametersSchema, parametersDefinition } from './parameters.ts'
import { type RuleOptions, WorkflowRule } from './rule.ts'
import {
  checkOverlap,
  startParameters,
  type TriggerOptions,
  type TriggerSettings,
  triggerSettings,
} from './trigger-options.ts'
import { workflowDefinition } from './workflow-definition.ts'
import { type WorkflowLimits, workflowLimits } from './workflow-limits.ts'

const BRAND = Symbol.for('aiflow.workflow')

/** Options of a schedule. */
export interface ScheduleOptions {
  /** Time zone of `cron@…`, an IANA name; UTC by default. */
  readonly timezone?: string
  /** Which missed times are made up for after downtime: the first (`one`, default), none (`skip`), or `all`. */
  readonly catchUp?: CatchUp
  /** Parameters of the executions that it starts; none by default. */
  readonly parameters?: Readonly<Record<string, Json>>
  /**
   * What it does while executions of the workflow are alive: `allow` (default) starts another one. See
   * `TriggerOptions`.
   */
  readonly overlap?: Overlap
}

export interface WorkflowOptions<Schema extends ParametersSchema = ParametersSchema> extends MetadataOptions {
  readonly name: string
  /** The namespace of the workflow; `default` by default. */
  readonly namespace?: string
  /** `untilDone` (default): an execution ends when nothing more can happen. `untilStopped`: it ends only by a stop. */
  readonly lifetime?: WorkflowDefinition['lifetime']
  /** Maximum duration of an execution in seconds. After that it is stopped and ends as FAILED. No limit by default. */
  readonly timeoutSeconds?: number
  /** Maximum number of executions that are alive at once; no limit by default. */
  readonly maxActiveExecutions?: number
  /** What happens to a start beyond that limit: it waits until one has ended (`queue`, default), or is refused (`skip`). */
  readonly onFull?: WorkflowDefinition['onFull']
  /**
   * What the first failure of a task without `allowFailure` does, when no attempt is left. `continue` (default): the other
   * tasks go on. `stop`: the execution is stopped, and ends as FAILED.
   */
  readonly onFailure?: WorkflowDefinition['onFailure']
  /** Limit of the clean-up by tasks with `onStop`, from the end of all other tasks; 300 by default, at most 86400. */
  readonly cleanUpTimeoutSeconds?: number
  /** Schema of the parameters: a Zod object (4.2 or later), or a JSON Schema of an object. No parameters by default. */
  readonly parameters?: Schema
  readonly schedules?: readonly (ScheduleOptions & { readonly name: string; readonly expression: string })[]
}

const OPTIONS: OptionNames<WorkflowOptions> = {
  name: true,
  namespace: true,
  ...METADATA_OPTIONS,
  lifetime: true,
  timeoutSeconds: true,
  maxActiveExecutions: true,
  onFull: true,
  onFailure: true,
  cleanUpTimeoutSeconds: true,
  parameters: true,
  schedules: true,
}
const SCHEDULE_OPTIONS: OptionNames<ScheduleOptions> = {
  timezone: true,
  catchUp: true,
  parameters: true,
  overlap: true,
}

/**
 * A set of tasks and rules. The callback defines them: an operator that is constructed in it becomes a task.
 *
 * Source: `ai_flow.model.workflow.Workflow`.
 */
export class Workflow<const Schema extends ParametersSchema = ParametersSchema> {
  /** Marks a workflow, for other copies of the SDK. */
  readonly [BRAND] = true
  /** Never set: it ties the workflow to the type of its parameters. */
  declare readonly parametersType?: Schema
  readonly name: string
  readonly namespace: string
  /** What is said about it: its description, owner, labels and metadata, as far as they are set. */
  readonly about: MetadataFields
  readonly lifetime: WorkflowDefinition['lifetime']
  /** What limits and ends its executions; an option that is not set is absent. */
  readonly limits: WorkflowLimits
  /** The JSON Schema of the parameters, or `null` if executions take none. */
  readonly parameters: Readonly<Record<string, Json>> | null
  readonly #tasks = new Map<string, Operator>()
  readonly #triggers = new Map<string, WorkflowRule>()
  readonly #triggerSettings = new Map<string, TriggerSettings>()
  readonly #schedules = new Map<string, ScheduleDefinition>()

  /**
   * Runs the callback at once; it must be synchronous. Throws NESTED_WORKFLOW inside another definition, and
   * INVALID_WORKFLOW, DUPLICATE_TASK or UNKNOWN_TASK if the definition is not valid.
   */
  constructor(options: WorkflowOptions<Schema>, define?: (workflow: Workflow<Schema>) => void) {
    checkObject('A workflow', options)
    const { name, namespace = 'default', lifetime = 'untilDone', parameters, schedules = [] } = options
    checkName('workflow', name)
    checkName('namespace', namespace)
    checkOptions(`The workflow "${name}"`, options, OPTIONS)
    checkOneOf(`"lifetime" of the workflow "${name}"`, lifetime, ['untilDone', 'untilStopped'])
    checkNotNested(name)
    this.name = name
    this.namespace = namespace
    this.about = Object.freeze(metadataFields(`the workflow "${name}"`, options))
    this.lifetime = lifetime
    this.limits = Object.freeze(workflowLimits(options))
    this.parameters =
      parameters === undefined ? null : Object.freeze(parametersDefinition({ workflow: name }, parameters))
    if (!Array.isArray(schedules))
      throw invalidWorkflow(`"schedules" of the workflow "${name}" is a list, not ${quoted(schedules)}.`)
    for (const schedule of schedules) this.#addSchedule(schedule)
    if (define !== undefined) this.#define(define)
  }

  /** The tasks by name, in the order of their definition. */
  get tasks(): ReadonlyMap<string, Operator> {
    return this.#tasks
  }

  /** The triggers by name: each starts a new execution of the workflow. */
  get triggers(): ReadonlyMap<string, WorkflowRule> {
    return this.#triggers
  }

  /** The schedules by name, in their data form. */
  get schedules(): ReadonlyMap<string, ScheduleDefinition> {
    return this.#schedules
  }

  /** Adds a task; operators do this themselves. Throws DUPLICATE_TASK if the name is taken. */
  addTask(task: Operator): void {
    if (this.#tasks.has(task.name)) {
      throw new AIFlowError(
        'DUPLICATE_TASK',
        `The workflow "${this.name}" has two tasks with the name "${task.name}". Give each task a name of its own.`,
        { details: { workflow: this.name, task: task.name } },
      )
    }
    this.#tasks.set(task.name, task)
  }

  /** Adds a rule on each event with this key, or of this type, to a task. Throws UNKNOWN_TASK if there is no such task. */
  actionOnEventReceived(
    task: Operator | string,
    eventKey: string | AnyEventType,
    action: TaskAction,
    options: RuleOptions = {},
  ): void {
    this.#task(task).actionOnEventReceived(action, eventKey, options)
  }

  /** Adds a rule on a condition to a task. Throws UNKNOWN_TASK if there is no such task. */
  actionOnCondition(
    task: Operator | string,
    action: TaskAction,
    condition: Condition,
    options: RuleOptions = {},
  ): void {
    this.#task(task).actionOnCondition(action, condition, options)
  }

  /** Adds a rule on the statuses of tasks to a task. Throws UNKNOWN_TASK if there is no such task. */
  actionOnTaskStatus(
    task: Operator | string,
    action: TaskAction,
    statuses: TaskStatuses,
    options: RuleOptions = {},
  ): void {
    this.#task(task).actionOnTaskStatus(action, statuses, options)
  }

  /** Adds a trigger: it starts a new execution for each event with the key or of the type, or each time the condition or rule is met. */
  trigger(name: string, on: WorkflowRule | Condition | string | AnyEventType, options: TriggerOptions = {}): void {
    checkName('trigger', name)
    this.#checkNew('trigger', name, this.#triggers)
    const rule = workflowRule(name, on)
    if (rule.condition instanceof RememberingCondition) rule.condition.ownState(`trigger/${name}`)
    this.#triggerSettings.set(name, triggerSettings(name, options))
    this.#triggers.set(name, rule)
  }

  /**
   * Adds a schedule, which starts a new execution at times: `cron@…` with five or six fields, or `interval@days hours
   * minutes seconds`.
   */
  schedule(name: string, expression: string, options: ScheduleOptions = {}): void {
    checkName('schedule', name)
    this.#checkNew('schedule', name, this.#schedules)
    checkOptions(`The schedule "${name}"`, options, SCHEDULE_OPTIONS)
    const { timezone = 'UTC', catchUp = 'one', overlap = 'allow' } = options
    checkExpression(`the schedule "${name}"`, expression)
    checkTimezone(`the schedule "${name}"`, timezone)
    checkOneOf(`"catchUp" of the schedule "${name}"`, catchUp, ['one', 'skip', 'all'])
    checkOverlap(`the schedule "${name}"`, overlap)
    const parameters = startParameters(`the schedule "${name}"`, options.parameters)
    this.#schedules.set(name, Object.freeze({ name, expression, timezone, catchUp, parameters, overlap }))
  }

  /** The data form, with all defaults. */
  toDefinition(): WorkflowDefinition {
    return workflowDefinition(this, this.#triggerSettings)
  }

  #addSchedule(schedule: NonNullable<WorkflowOptions['schedules']>[number]): void {
    checkObject(`A schedule of the workflow "${this.name}"`, schedule)
    const { name, expression, ...options } = schedule
    this.schedule(name, expression, options)
  }

  #define(define: (workflow: Workflow<Schema>) => unknown): void {
    if (typeof define !== 'function' || quoted(define) === 'a class') {
      throw invalidWorkflow(`The workflow "${this.name}" must be defined by a function, not by ${quoted(define)}.`)
    }
    enterWorkflow(this)
    try {
      const result = define(this)
      if (!isThenable(result)) return
      // After its first await there is no current workflow, so its own error would not help. The one below does.
      result.then(undefined, () => undefined)
      throw invalidWorkflow(`The callback of the workflow "${this.name}" is async. Define its tasks without await.`)
    } finally {
      leaveWorkflow()
    }
  }

  #task(asked: Operator | string): Operator {
    const name = typeof asked === 'string' ? asked : asked?.name
    checkName('task', name)
    const task = this.#tasks.get(name)
    if (task !== undefined && (typeof asked === 'string' || asked === task)) return task
    const near = nearestName(name, this.#tasks.keys())
    const hint = near === null ? ' Define the task before its rules.' : ` Did you mean "${near}"?`
    throw new AIFlowError('UNKNOWN_TASK', `The workflow "${this.name}" has no task "${name}".${hint}`, {
      details: { workflow: this.name, task: name },
    })
  }

  #checkNew(what: string, name: string, taken: ReadonlyMap<string, unknown>): void {
    if (!taken.has(name)) return
    throw invalidWorkflow(`The workflow "${this.name}" has two ${what}s with the name "${name}".`, { name })
  }
}

/** Whether a value is a workflow, even if it is from another copy of the SDK. */
export function isWorkflow(value: unknown): value is Workflow {
  return (
    typeof value === 'object' &&
    value !== null &&
    BRAND in value &&
    'toDefinition' in value &&
    typeof value.toDefinition === 'function' &&
    'tasks' in value &&
    value.tasks instanceof Map
  )
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function workflowRule(name: string, on: WorkflowRule | Condition | string | AnyEventType): WorkflowRule {
  const isEvent = typeof on === 'string' || isEventType(on)
  const rule = on instanceof WorkflowRule ? on : new WorkflowRule(isEvent ? new EventCondition(on) : on)
  if (!isCondition(rule.condition)) {
    throw invalidWorkflow(`The trigger "${name}" takes an event key, a condition or a WorkflowRule, not ${quoted(on)}.`)
  }
  if (tasksOf(rule.condition).length > 0) {
    throw invalidWorkflow(
      `The trigger "${name}" is on the status of a task, which exists only inside an execution. ` +
        'Use new EventCondition(taskStatusKey(workflow, task), { filter: { equals: status } }).',
    )
  }
  return rule
}
