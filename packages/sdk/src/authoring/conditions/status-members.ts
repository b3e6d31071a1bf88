import { taskStatusKey } from '../../model/event/event.ts'
import { TaskStatus } from '../../model/execution/task-status.ts'
import { quoted } from '../../model/text/quoted.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'

/** A task and the status that a condition demands. */
export interface StatusMember {
  readonly task: TaskReference
  readonly status: TaskStatus
}

/** A checked member. Throws INVALID_WORKFLOW if the task is not an operator or the status is not valid. */
export function statusMember(task: TaskReference, status: TaskStatus): StatusMember {
  checkTaskReference(task)
  checkOneOf(`The status of "${task.name}" in a condition`, status, TaskStatus.values)
  return Object.freeze({ task, status })
}

/** Throws INVALID_WORKFLOW if the task is not an operator. */
export function checkTaskReference(task: TaskReference): void {
  if (
    typeof task !== 'object' ||
    task === null ||
    typeof task.workflow?.name !== 'string' ||
    typeof task.name !== 'string'
  ) {
    throw invalidWorkflow(`A condition on the status of a task takes its operator, not ${quoted(task)}.`)
  }
}

/** Throws INVALID_WORKFLOW if a task is named twice. */
export function checkDistinct(tasks: readonly TaskReference[]): void {
  const names = new Set<string>()
  for (const { name } of tasks) {
    if (names.has(name))
      throw invalidWorkflow(`A condition names the task "${name}" twice. Name each task once.`, { task: name })
    names.add(name)
  }
}

/** Tasks with the statuses demanded, from a Map or a list of pairs. Throws INVALID_WORKFLOW for anything else. */
export function statusPairs<T>(members: Iterable<readonly [T, TaskStatus]>): (readonly [T, TaskStatus])[] {
  const isList = members instanceof Map || Array.isArray(members)
  const pairs: (readonly [T, TaskStatus])[] = isList ? [...members] : []
  if (isList && pairs.every((pair) => Array.isArray(pair))) return pairs
  throw invalidWorkflow('A condition on the status of tasks takes a Map, or a list of pairs: [task, status].')
}

/** The key of the events about the status of the task. */
export function memberKey(task: TaskReference): string {
  return taskStatusKey(task.workflow.name, task.name)
}
