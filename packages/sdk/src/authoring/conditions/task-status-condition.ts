import type { Event } from '../../model/event/event.ts'
import type { TaskStatus } from '../../model/execution/task-status.ts'
import { Condition } from '../../model/user-code/condition.ts'
import type { Context } from '../../model/user-code/context.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'
import { memberKey, type StatusMember, statusMember } from './status-members.ts'

/** Met each time a task of the same workflow execution changes to this status. */
export class TaskStatusCondition extends Condition {
  readonly members: readonly [StatusMember]

  /** `task` is the operator. Throws INVALID_WORKFLOW if the status is not valid. */
  constructor(task: TaskReference, status: TaskStatus) {
    const member = statusMember(task, status)
    super([memberKey(task)])
    this.members = [member]
  }

  override isMet(event: Event, context: Context): boolean | Promise<boolean> {
    const [{ task, status }] = this.members
    return event.key === memberKey(task) && context.getTaskStatus(task.name) === status
  }
}
