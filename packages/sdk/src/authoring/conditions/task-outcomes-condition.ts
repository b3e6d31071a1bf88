import type { Event } from '../../model/event/event.ts'
import { TASK_OUTCOMES, type TaskOutcomes } from '../../model/execution/task-outcomes.ts'
import { isFinished, TaskStatus } from '../../model/execution/task-status.ts'
import type { Context } from '../../model/user-code/context.ts'
import { checkFlag, checkObject, checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'
import { RememberingCondition } from './remembering-condition.ts'
import { checkDistinct, checkTaskReference, memberKey } from './status-members.ts'

/** What `TaskOutcomesCondition` takes besides its tasks. */
export interface TaskOutcomesOptions {
  readonly when: TaskOutcomes
  /** Ask for every task to have ended since the own task's last start; `false` by default. Not with `anyFailed`. */
  readonly fresh?: boolean
}

/**
 * Met by how tasks have ended: with `anyFailed` each time one of them fails, otherwise when all have ended, judged each time
 * one of them ends. Failed means that no attempt is left. A task that never ran, and that nothing can start any more, counts
 * as ended; with `noneFailed` it does not where it waited for a task that failed. The server tells that, `isMet` does not.
 */
export class TaskOutcomesCondition extends RememberingCondition {
  readonly tasks: readonly TaskReference[]
  readonly when: TaskOutcomes
  readonly fresh: boolean

  /** Throws INVALID_WORKFLOW where there is no task, the same one twice, or `when` is none of the three. */
  constructor(tasks: TaskReference | readonly TaskReference[], options: TaskOutcomesOptions) {
    const members = membersOf(tasks)
    super(members.map(memberKey))
    checkObject('A condition on how tasks end', options)
    const { when, fresh = false } = options
    checkOneOf('"when" of a condition on how tasks end', when, TASK_OUTCOMES)
    checkFlag('"fresh" of a condition', fresh)
    checkDistinct(members)
    if (fresh && when === 'anyFailed') {
      throw invalidWorkflow(
        '"fresh" has no effect with "anyFailed", where each failure counts once anyway. Leave it out.',
      )
    }
    this.tasks = Object.freeze(members)
    this.when = when
    this.fresh = fresh
  }

  override isMet(event: Event, context: Context): boolean | Promise<boolean> {
    const changed = this.tasks.findIndex((task) => memberKey(task) === event.key)
    const statusOf = ({ name }: TaskReference) => context.getTaskStatus(name)
    const task = this.tasks[changed]
    if (task === undefined) return false
    if (this.when === 'anyFailed') return statusOf(task) === TaskStatus.FAILED
    const isThere = (one: TaskReference) => {
      const status = statusOf(one)
      return status !== null && isFinished(status) && (this.when === 'allDone' || status !== TaskStatus.FAILED)
    }
    if (!isThere(task)) return false
    return this.fresh ? this.remember([changed], this.tasks.length, context) : this.tasks.every(isThere)
  }
}

function membersOf(tasks: TaskReference | readonly TaskReference[]): readonly TaskReference[] {
  const members = [tasks].flat()
  for (const task of members) checkTaskReference(task)
  if (members.length === 0) throw invalidWorkflow('A condition on how tasks end needs at least one task.')
  return members
}
