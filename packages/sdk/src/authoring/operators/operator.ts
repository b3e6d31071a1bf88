import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { AnyEventType } from '../../model/event/event-type.ts'
import { TaskAction } from '../../model/execution/task-action.ts'
import { TASK_OUTCOMES, type TaskOutcomes } from '../../model/execution/task-outcomes.ts'
import { TaskStatus } from '../../model/execution/task-status.ts'
import { quoted } from '../../model/text/quoted.ts'
import { type Condition, isCondition } from '../../model/user-code/condition.ts'
import type { TaskType } from '../../model/user-code/context.ts'
import type { OperatorDefinition, RetryPolicy } from '../../wire/workflow-definition.ts'
import { checkFlag, checkName, checkObject, checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import { AllTaskStatusesCondition } from '../conditions/all-task-statuses-condition.ts'
import { conditionDefinition, tasksOf } from '../conditions/condition-definition.ts'
import { EventCondition } from '../conditions/event-condition.ts'
import { RememberingCondition } from '../conditions/remembering-condition.ts'
import { ruleNameFor } from '../conditions/rule-name.ts'
import { statusPairs } from '../conditions/status-members.ts'
import { TaskOutcomesCondition } from '../conditions/task-outcomes-condition.ts'
import { TaskStatusCondition } from '../conditions/task-status-condition.ts'
import { currentWorkflow, type WorkflowScope } from '../workflow/current-workflow.ts'
import { type RuleOptions, TaskRule } from '../workflow/rule.ts'
import { type TaskOptions, type TaskSettings, taskSettings } from './task-options.ts'

/** Options of every operator. */
export interface OperatorOptions<Name extends string = string> extends TaskOptions {
  /** The name of the task, unique in the workflow. */
  readonly name: Name
  /** The tasks after whose success this one starts, as with the method `startAfter`. None by default. */
  readonly startAfter?: Operator | readonly Operator[]
  /** The workflow that is being defined: it gives `context.parameters` their types. Not needed otherwise. */
  readonly workflow?: WorkflowScope
}

/** Tasks and the statuses that they must have: a Map, or a list of pairs. */
export type TaskStatuses =
  | ReadonlyMap<Operator, TaskStatus>
  | readonly (readonly [task: Operator, status: TaskStatus])[]

/** Options of `startAfter`. */
export interface StartAfterOptions extends RuleOptions {
  /** Count only successes since the last start of this task; `false` by default. */
  readonly fresh?: boolean
  /**
   * How the tasks have to end. `allSucceeded` (default): all with SUCCESS. `allDone`: all, however. `anyFailed`: one of them
   * fails. `noneFailed`: all end, and none failed. A task that never ran and that nothing can start any more is done.
   */
  readonly when?: 'allSucceeded' | TaskOutcomes
}

const WHEN = ['allSucceeded', ...TASK_OUTCOMES] as const

/**
 * A task definition. Its construction adds it to the current workflow. A task that no rule starts is started with its
 * workflow execution. A periodic task is started by its timer.
 *
 * Source: `ai_flow.model.operator.Operator`.
 */
export abstract class Operator<Name extends string = string, Output = unknown> {
  /** Never set: it ties the task to the type of its output. */
  declare readonly taskType?: TaskType<Name, Output>
  readonly name: string
  readonly workflow: WorkflowScope
  /** The data form of the options, with defaults. */
  readonly settings: TaskSettings
  readonly #rules: TaskRule[] = []

  /** `retry`: for kinds of operators. Throws NO_CURRENT_WORKFLOW, DUPLICATE_TASK, or INVALID_WORKFLOW. */
  constructor(options: OperatorOptions<Name>, retry: Partial<RetryPolicy> = {}) {
    checkTask(options)
    this.name = options.name
    const settings = taskSettings(options.name, options)
    this.settings = Object.freeze({ ...settings, retry: { ...settings.retry, ...retry } })
    this.workflow = workflowFor(options)
    this.workflow.addTask(this)
    if (options.startAfter !== undefined) this.startAfter(options.startAfter)
  }

  /** The data form of what the task runs. */
  abstract toOperatorDefinition(): OperatorDefinition

  /** The rules of the task in the order of their declaration: the first one that fires for an event wins. */
  get rules(): readonly TaskRule[] {
    return this.#rules
  }

  /** Adds a rule on a condition. Throws INVALID_WORKFLOW, or UNKNOWN_TASK if it is about a task of another workflow. */
  actionOnCondition(action: TaskAction, condition: Condition, options: RuleOptions = {}): void {
    this.#checkCondition(condition)
    checkObject(`A rule of the task "${this.name}"`, options)
    const taken = new Set(this.#rules.map((rule) => rule.name))
    const name = options.name ?? ruleNameFor(conditionDefinition(condition), taken)
    const rule = new TaskRule(condition, action, { ...options, name })
    if (taken.has(name)) {
      throw invalidWorkflow(`The task "${this.name}" has two rules with the name "${name}".`, { task: this.name })
    }
    if (condition instanceof RememberingCondition) condition.ownState(`task/${this.name}/${rule.name}`)
    this.#rules.push(rule)
  }

  /** Adds a rule on each event with this key, or of this type. */
  actionOnEventReceived(action: TaskAction, eventKey: string | AnyEventType, options: RuleOptions = {}): void {
    this.actionOnCondition(action, new EventCondition(eventKey), options)
  }

  /** Adds a rule that fires when all tasks have these statuses. It is judged each time one of them changes. */
  actionOnTaskStatus(action: TaskAction, statuses: TaskStatuses, options: RuleOptions = {}): void {
    const [first, ...others] = statusPairs(statuses)
    if (first === undefined)
      throw invalidWorkflow(
        `A rule of the task "${this.name}" waits for the status of a task, but names no task. Name at least one.`,
      )
    const condition =
      others.length === 0 ? new TaskStatusCondition(...first) : new AllTaskStatusesCondition([first, ...others])
    this.actionOnCondition(action, condition, options)
  }

  /** Adds a rule that starts the task when all of the given tasks are SUCCESS, or have ended as `when` says. */
  startAfter(tasks: Operator | readonly Operator[], options: StartAfterOptions = {}): void {
    checkObject(`A rule of the task "${this.name}"`, options)
    const { fresh = false, when = 'allSucceeded', ...rule } = options
    checkOneOf(`"when" of a rule of the task "${this.name}"`, when, WHEN)
    checkFlag(`"fresh" of a rule of the task "${this.name}"`, fresh)
    if (when !== 'allSucceeded') {
      const condition = new TaskOutcomesCondition(tasks, { when, fresh })
      return this.actionOnCondition(TaskAction.START, condition, rule)
    }
    const statuses = [tasks].flat().map((task) => [task, TaskStatus.SUCCESS] as const)
    if (fresh) this.actionOnCondition(TaskAction.START, new AllTaskStatusesCondition(statuses, { fresh }), rule)
    else this.actionOnTaskStatus(TaskAction.START, statuses, rule)
  }

  #checkCondition(condition: Condition): void {
    if (!isCondition(condition)) {
      const given = quoted(condition)
      throw invalidWorkflow(`A rule of the task "${this.name}" takes a condition, not ${given}.`, { task: this.name })
    }
    const foreign = tasksOf(condition).find(({ workflow }) => workflow !== this.workflow)
    if (foreign === undefined) return
    throw new AIFlowError(
      'UNKNOWN_TASK',
      `A rule of the task "${this.name}" of the workflow "${this.workflow.name}" is on the task "${foreign.name}" of the ` +
        `workflow "${foreign.workflow.name}". Use a task of the same workflow, or an event.`,
      {
        details: {
          task: this.name,
          workflow: this.workflow.name,
          foreignTask: foreign.name,
          foreignWorkflow: foreign.workflow.name,
        },
      },
    )
  }
}

/** Checked first, because other messages name the task. */
export function checkTask(options: OperatorOptions): void {
  checkObject('A task', options)
  checkName('task', options.name)
}

function workflowFor({ name: task, workflow: asked }: OperatorOptions): WorkflowScope {
  const workflow = currentWorkflow()
  if (workflow !== null && asked !== undefined && asked !== workflow) {
    const message = `"workflow" of the task "${task}" is not the workflow "${workflow.name}" that is being defined. Pass the argument of the callback.`
    throw invalidWorkflow(message, { task })
  }
  if (workflow !== null) return workflow
  throw new AIFlowError(
    'NO_CURRENT_WORKFLOW',
    `The task "${task}" is not defined inside a workflow. Construct it in the callback of "new Workflow", before any await.`,
    { details: { task } },
  )
}
