import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition, RuleDefinition } from '@aiflow/sdk/internal/wire'
import type { ConditionOf, Prospects, TaskFacts, TaskView } from './conditions/condition.ts'
import { isDone } from './conditions/is-done.ts'
import { upstreamsOf } from './conditions/kinds.ts'
import { type Plan, startsByRule } from './plan.ts'
import { addFollowing, isAnyOf, isStart, type WaitingRule } from './start-rules.ts'

// Conditions are plain data that never changes: what was read of one holds as long as it lives.
const asked = new WeakMap<object, ReadonlyMap<string, TaskStatus>>()

const ALIVE: TaskFacts = { status: 'RUNNING', startOffset: 0, endOffset: null }

/** What was found out at changes before, and holds as long as no task starts. */
interface KnownTasks {
  readonly skipped: Set<string>
  readonly behindFailure: Set<string>
}

/**
 * A task may run while it is alive, while something else than the status of tasks can start it, and while a rule that starts
 * it waits for tasks that are as it asks, or that may run. What may not run, and never ran, is skipped.
 *
 * Each question looks only at the tasks that its answer depends on, and at none of them twice.
 */
export class TaskProspects implements Prospects {
  readonly #plan: Plan
  readonly #view: TaskView
  readonly #known: KnownTasks
  readonly #mayRun = new Map<string, boolean>()
  readonly #behindFailure = new Map<string, boolean>()
  #work = 0

  constructor(plan: Plan, view: TaskView, known?: KnownTasks) {
    this.#plan = plan
    this.#view = view
    this.#known = known ?? { skipped: new Set(), behindFailure: new Set() }
  }

  /** The prospects after a later change. Call it only if no task has started since: then what is skipped remains so. */
  after(view: TaskView): TaskProspects {
    for (const task of this.#mayRun.keys()) if (this.isSkipped(task)) this.#known.skipped.add(task)
    for (const [task, isBehind] of this.#behindFailure) if (isBehind) this.#known.behindFailure.add(task)
    return new TaskProspects(this.#plan, view, this.#known)
  }

  isSkipped(task: string): boolean {
    return this.#view.get(task) === undefined && !this.#mayStillRun(task)
  }

  isSkippedByFailure(task: string): boolean {
    return this.isSkipped(task) && this.#isBehindFailure(task)
  }

  /** Whether a task is not, or not yet, as a condition on tasks asks. */
  lacks(condition: ConditionDefinition, task: string): boolean {
    const facts = this.#view.get(task)
    if (condition.type === 'taskStatus') return facts?.status !== condition.status
    if (condition.type === 'allTaskStatuses') return askedOf(condition).get(task) !== facts?.status
    if (condition.type !== 'taskOutcomes' || condition.when === 'allDone') return false
    if (condition.when === 'anyFailed') return facts?.status !== 'FAILED'
    return facts === undefined ? this.#isBehindFailure(task) : facts.status !== 'SUCCESS' && facts.status !== 'STOPPED'
  }

  /** The tasks that are skipped since a task ended, which is the latest change of the view. */
  skippedByEndOf(task: string): string[] {
    const viewBefore = { get: (name: string) => (name === task ? ALIVE : this.#view.get(name)) }
    const before = new TaskProspects(this.#plan, viewBefore, this.#known)
    const skipped: string[] = []
    const changed = new Set([task])
    for (const upstream of changed) {
      for (const rule of this.#plan.rulesByUpstream.get(upstream) ?? []) {
        const { name } = rule.task
        if (changed.has(name) || !isStart(rule.rule) || !this.lacks(rule.condition, upstream)) continue
        const isSkipped = this.isSkipped(name) && !before.isSkipped(name)
        if (isSkipped) skipped.push(name)
        if (isSkipped || this.#isWorseThan(before, name)) changed.add(name)
      }
    }
    this.#work += before.takeWork()
    return skipped
  }

  /** How many tasks were looked at since the last call, for themselves and for rules that wait for them. */
  takeWork(): number {
    const work = this.#work
    this.#work = 0
    return work
  }

  #isWorseThan(before: TaskProspects, task: string): boolean {
    if (!this.#plan.rulesByUpstream.has(task)) return false
    if (before.#mayStillRun(task) && !this.#mayStillRun(task)) return true
    return this.#isBehindFailure(task) && !before.#isBehindFailure(task)
  }

  #mayStillRun(task: string): boolean {
    if (this.#known.skipped.has(task)) return false
    const known = this.#mayRun.get(task)
    if (known !== undefined) return known
    this.#lookAt(task)
    return this.#mayRun.get(task) === true
  }

  /** Finds out about a task, and about all that it waits for, directly or through others. */
  #lookAt(task: string): void {
    const asked = new Set([task])
    const mayRun = new Set<string>()
    const rules: WaitingRule[] = []
    for (const name of asked) {
      if (this.#runsAnyway(name)) mayRun.add(name)
      else {
        for (const { condition } of this.#startRulesOf(name)) {
          const missing = this.#missingOf(condition)
          rules.push({ task: name, missing, isAnyOf: isAnyOf(condition) })
          for (const upstream of missing) {
            if (!this.#mayRun.has(upstream) && !this.#known.skipped.has(upstream)) asked.add(upstream)
          }
        }
      }
    }
    addFollowing(mayRun, rules)
    for (const name of asked) this.#mayRun.set(name, mayRun.has(name))
    this.#work += asked.size
  }

  /** It is alive, or something else than a rule on tasks starts it. */
  #runsAnyway(name: string): boolean {
    const facts = this.#view.get(name)
    if (facts !== undefined && !isDone(facts)) return true
    const task = this.#plan.tasks.get(name)
    if (task?.periodicExpression !== undefined) return true
    return facts === undefined && task !== undefined && !task.onStop && !startsByRule(task)
  }

  /** The tasks of which a condition still asks something; none where other things than the status of tasks can meet it. */
  #missingOf(condition: ConditionDefinition): readonly string[] {
    const tasks = upstreamsOf(condition)
    this.#work += tasks.length
    if (!isAnyOf(condition)) return tasks.filter((task) => !this.#mayRun.get(task) && this.lacks(condition, task))
    return tasks.some((task) => this.#mayRun.get(task) || this.#view.get(task)?.status === 'FAILED') ? [] : tasks
  }

  /** Whether a task never ran and waits, directly or through others, for one that failed. */
  #isBehindFailure(task: string): boolean {
    const known = this.#isKnownBehindFailure(task)
    if (known !== undefined) return known
    const asked = new Set([task])
    const failed = new Set<string>()
    const rules: WaitingRule[] = []
    for (const name of asked) {
      if (this.#view.get(name) !== undefined) continue
      for (const upstream of this.#startRulesOf(name).flatMap(suffersFrom)) {
        const hasFailed = this.#view.get(upstream)?.status === 'FAILED' || this.#isKnownBehindFailure(upstream)
        rules.push({ task: name, missing: hasFailed === true ? [] : [upstream], isAnyOf: true })
        if (hasFailed === undefined) asked.add(upstream)
      }
    }
    addFollowing(failed, rules)
    for (const name of asked) this.#behindFailure.set(name, failed.has(name))
    this.#work += asked.size + rules.length
    return failed.has(task)
  }

  #isKnownBehindFailure(task: string): boolean | undefined {
    return this.#known.behindFailure.has(task) || this.#behindFailure.get(task)
  }

  #startRulesOf(name: string): readonly RuleDefinition[] {
    return this.#plan.tasks.get(name)?.rules.filter(isStart) ?? []
  }
}

/** The tasks whose failure keeps a rule from being met. */
function suffersFrom({ condition }: RuleDefinition): readonly string[] {
  switch (condition.type) {
    case 'taskStatus':
      return condition.status === 'FAILED' ? [] : [condition.task]
    case 'allTaskStatuses':
      return condition.members.filter(({ status }) => status !== 'FAILED').map(({ task }) => task)
    case 'taskOutcomes':
      return condition.when === 'noneFailed' ? condition.tasks : []
    default:
      return []
  }
}

/** The status that a condition asks of each of its tasks: it may name very many. */
function askedOf(condition: ConditionOf<'allTaskStatuses'>): ReadonlyMap<string, TaskStatus> {
  const known = asked.get(condition)
  if (known !== undefined) return known
  const statuses = new Map(condition.members.map(({ task, status }) => [task, status]))
  asked.set(condition, statuses)
  return statuses
}
