import type { TriedRule } from '@aiflow/sdk/internal/api/events'
import { type Decision, decide } from '../../rules/decide.ts'
import { phaseOfTask } from '../../rules/phase.ts'
import type { TaskRulePlan } from '../../rules/plan.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { TaskExecutionRow, WorkflowExecutionRow } from '../../storage/rows.ts'
import { keyOf } from '../seen-events.ts'

const PAGE = 1000

/** How tasks of an execution are now, and what an action on one of them would do. */
export class TaskSituations {
  readonly #execution: WorkflowExecutionRow
  readonly #latest: ReadonlyMap<string, TaskExecutionRow | null>
  readonly #pendingStarts: ReadonlyMap<string, number>

  private constructor(
    execution: WorkflowExecutionRow,
    latest: ReadonlyMap<string, TaskExecutionRow | null>,
    pendingStarts: ReadonlyMap<string, number>,
  ) {
    this.#execution = execution
    this.#latest = latest
    this.#pendingStarts = pendingStarts
  }

  static async of(
    storage: ReadStorage,
    execution: WorkflowExecutionRow,
    tasks: readonly string[],
  ): Promise<TaskSituations> {
    const of = { workflowExecutionId: execution.id, tasks }
    const latest = new Map<string, TaskExecutionRow | null>()
    for (let cursor: string | null | undefined; cursor !== null && tasks.length > 0; ) {
      const page = await storage.tasks.latest(of, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
      for (const { name, latest: row } of page.items) latest.set(name, row)
      cursor = page.next
    }
    return new TaskSituations(execution, latest, await storage.tasks.countPendingStarts(execution.id))
  }

  /** What comes of a rule whose condition is met, if no other rule of its task came first. */
  outcomeOf({ task, rule }: TaskRulePlan): Pick<TriedRule, 'verdict' | 'effect' | 'reason'> {
    const latest = this.#latest.get(task.name) ?? null
    const pendingStarts = this.#pendingStarts.get(task.name) ?? 0
    const situation = { phase: phaseOfTask(this.#execution, task), status: latest?.status ?? null, pendingStarts }
    const decision = decide(situation, rule.action, rule)
    if (decision.type === 'refuse') return { verdict: 'ignored', effect: null, reason: decision.reason }
    const of = latest === null || decision.type === 'start' ? null : keyOf(latest)
    return { verdict: 'fired', effect: { type: effectOf(decision), of }, reason: null }
  }
}

function effectOf(decision: Exclude<Decision, { type: 'refuse' }>): NonNullable<TriedRule['effect']>['type'] {
  switch (decision.type) {
    case 'start':
      return 'start'
    case 'pend':
      return 'wait'
    case 'stop':
      return decision.thenStart ? 'restart' : 'stop'
    case 'dropPending':
      return 'dropWaiting'
  }
}
