import type { Event } from '../../model/event/event.ts'
import type { TaskStatus } from '../../model/execution/task-status.ts'
import type { Context } from '../../model/user-code/context.ts'
import { checkFlag, checkObject } from '../checks/checks.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'
import { RememberingCondition } from './remembering-condition.ts'
import { checkDistinct, memberKey, type StatusMember, statusMember, statusPairs } from './status-members.ts'

/** A task, by its operator, and the status that it must have. */
export type TaskStatusPair = readonly [task: TaskReference, status: TaskStatus]

/** Options of `AllTaskStatusesCondition`. */
export interface AllTaskStatusesOptions {
  /** Count only changes of status since the last start of the task itself; `false` by default. */
  readonly fresh?: boolean
}

/** Met when all tasks have the given statuses. It is judged each time one of them changes. */
export class AllTaskStatusesCondition extends RememberingCondition {
  readonly members: readonly StatusMember[]
  readonly fresh: boolean

  /** Throws INVALID_WORKFLOW if there is no member, a task is named twice, or a status is not valid. */
  constructor(
    members: ReadonlyMap<TaskReference, TaskStatus> | readonly TaskStatusPair[],
    options: AllTaskStatusesOptions = {},
  ) {
    const checked = statusPairs(members).map(([task, status]) => statusMember(task, status))
    super(checked.map(({ task }) => memberKey(task)))
    checkObject('A condition on the status of tasks', options)
    checkFlag('"fresh" of a condition', options.fresh ?? false)
    checkDistinct(checked.map(({ task }) => task))
    this.members = Object.freeze(checked)
    this.fresh = options.fresh ?? false
  }

  override isMet(event: Event, context: Context): boolean | Promise<boolean> {
    const isMember = ({ task, status }: StatusMember) => context.getTaskStatus(task.name) === status
    const changed = this.members.findIndex(({ task }) => memberKey(task) === event.key)
    const member = this.members[changed]
    if (member === undefined || !isMember(member)) return false
    return this.fresh ? this.remember([changed], this.members.length, context) : this.members.every(isMember)
  }
}
