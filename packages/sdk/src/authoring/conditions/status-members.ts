import { taskStatusKey } from '../../model/event/event.ts'
import { TaskStatus } from '../../model/execution/task-status.ts'
import { quoted } from '../../model/text/quoted.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'

/** A task and the status that a condition asks of it. */
export interface StatusMember {
  readonly task: TaskReference
  readonly status: TaskStatus
}

/** A member, checked. Throws INVALID_WORKFLOW where the task is no operator or the status is none. */
export function statusMember(task: TaskReference, status: TaskStatus): StatusMember {
  if (
    typeof task !== 'object' ||
    task === null ||
    typeof task.workflow?.name !== 'string' ||
    typeof task.name !== 'string'
  ) {
    throw invalidWorkflow(`A condition on the status of a task takes its operator, not ${quoted(task)}.`)
  }
  checkOneOf(`The status of "${task.name}" in a condition`, status, Object.values(TaskStatus))
  return Object.freeze({ task, status })
}

/** Tasks with the statuses asked of them, from a Map or a list of pairs. Throws INVALID_WORKFLOW where it is neither. */
export function statusPairs<T>(members: Iterable<readonly [T, TaskStatus]>): (readonly [T, TaskStatus])[] {
  const isList = members instanceof Map || Array.isArray(members)
  const pairs: (readonly [T, TaskStatus])[] = isList ? [...members] : []
  if (isList && pairs.every((pair) => Array.isArray(pair))) return pairs
  throw invalidWorkflow('A condition on the status of tasks takes a Map, or a list of pairs: [task, status].')
}

/** The key of the events that tell of the task's status. */
export function memberKey(task: TaskReference): string {
  return taskStatusKey(task.workflow.name, task.name)
}
