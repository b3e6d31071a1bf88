import type { Event } from '../../model/event/event.ts'
import { TaskAction } from '../../model/execution/task-action.ts'
import { MAX_QUEUED_STARTS } from '../../model/limits.ts'
import type { Condition } from '../../model/user-code/condition.ts'
import type { Context } from '../../model/user-code/context.ts'
import type { WhenAlive } from '../../wire/workflow-definition.ts'
import {
  checkName,
  checkObject,
  checkOneOf,
  checkOptions,
  invalidWorkflow,
  type OptionNames,
} from '../checks/checks.ts'

const WHEN_ALIVE: readonly WhenAlive[] = ['ignore', 'latest', 'queue']

/** Options of a rule. */
export interface RuleOptions {
  /** The name of the rule, unique in the task. By default from its condition: `on-orders-loaded`, `after-prepare`. */
  readonly name?: string
  /**
   * What START does while the task is alive. `ignore` (default): nothing. `latest`: one start stays pending, with the
   * newest events. `queue`: every start stays pending, in order.
   */
  readonly whenAlive?: WhenAlive
  /** Maximum number of starts that `queue` keeps pending; 1000 by default. */
  readonly queueLimit?: number
}

const OPTIONS: OptionNames<RuleOptions> = { name: true, whenAlive: true, queueLimit: true }

/**
 * What a task does when a condition is met. `operator.actionOn…` makes one and adds it to the task.
 *
 * Source: `ai_flow.model.rule.TaskRule`.
 */
export class TaskRule {
  readonly name: string
  readonly condition: Condition
  readonly action: TaskAction
  readonly whenAlive: WhenAlive
  readonly queueLimit: number

  /** Throws INVALID_WORKFLOW if the action or an option is not valid. */
  constructor(condition: Condition, action: TaskAction, options: RuleOptions = {}) {
    checkObject('A rule', options)
    const { name = 'rule-0', whenAlive = 'ignore', queueLimit = 1000 } = options
    checkName('rule', name)
    checkOptions(`The rule "${name}"`, options, OPTIONS)
    checkOneOf(`The action of the rule "${name}"`, action, TaskAction.values)
    checkOneOf(`"whenAlive" of the rule "${name}"`, whenAlive, WHEN_ALIVE)
    if (!Number.isInteger(queueLimit) || queueLimit < 1 || queueLimit > MAX_QUEUED_STARTS) {
      throw invalidWorkflow(`"queueLimit" of the rule "${name}" is a whole number from 1 to ${MAX_QUEUED_STARTS}.`)
    }
    this.name = name
    this.condition = condition
    this.action = action
    this.whenAlive = whenAlive
    this.queueLimit = queueLimit
  }

  /** The action if the event meets the condition, otherwise `null`. */
  async trigger(event: Event, context: Context): Promise<TaskAction | null> {
    return (await this.condition.isMet(event, context)) ? this.action : null
  }
}

/**
 * Starts a new execution of a workflow when a condition is met. `workflow.trigger` adds one to a workflow.
 *
 * Source: `ai_flow.model.rule.WorkflowRule`.
 */
export class WorkflowRule {
  readonly condition: Condition

  constructor(condition: Condition) {
    this.condition = condition
  }

  /** Whether the event starts a new execution. */
  async trigger(event: Event, context: Context): Promise<boolean> {
    return this.condition.isMet(event, context)
  }
}
