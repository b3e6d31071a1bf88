import type { Condition } from '../../model/user-code/condition.ts'
import type { ConditionDefinition } from '../../wire/workflow-definition.ts'
import type { TaskReference } from '../workflow/current-workflow.ts'
import { AllEventsCondition } from './all-events-condition.ts'
import { AllTaskStatusesCondition } from './all-task-statuses-condition.ts'
import { AnyEventCondition } from './any-event-condition.ts'
import { CelCondition } from './cel-condition.ts'
import { EventCondition } from './event-condition.ts'
import type { StatusMember } from './status-members.ts'
import { TaskOutcomesCondition } from './task-outcomes-condition.ts'
import { TaskStatusCondition } from './task-status-condition.ts'

/**
 * The data form of a condition. Only the built-in classes have one of their own. A subclass may override `isMet`, so it
 * counts as code.
 */
export function conditionDefinition(condition: Condition): ConditionDefinition {
  if (isExactly(condition, EventCondition)) return { type: 'event', event: condition.event }
  if (isExactly(condition, AllEventsCondition)) return { type: 'allEvents', events: [...condition.events] }
  if (isExactly(condition, AnyEventCondition)) return { type: 'anyEvent', events: [...condition.events] }
  if (isExactly(condition, TaskStatusCondition)) return { type: 'taskStatus', ...statusMatch(condition.members[0]) }
  if (isExactly(condition, AllTaskStatusesCondition)) {
    const members = condition.members.map(statusMatch)
    return condition.fresh ? { type: 'allTaskStatuses', members, fresh: true } : { type: 'allTaskStatuses', members }
  }
  if (isExactly(condition, TaskOutcomesCondition)) {
    const { when, fresh } = condition
    const tasks = condition.tasks.map(({ name }) => name)
    return { type: 'taskOutcomes', tasks, when, ...(fresh ? { fresh } : {}) }
  }
  if (isExactly(condition, CelCondition)) {
    const { expression, keys } = condition
    return keys === null ? { type: 'cel', expression } : { type: 'cel', expression, keys: [...keys] }
  }
  const className = condition.constructor.name || 'anonymous'
  return { type: 'code', expectEventKeys: [...condition.expectEventKeys], className }
}

/** The tasks whose status a condition is about, including subclasses; none if it is about something else. */
export function tasksOf(condition: Condition): readonly TaskReference[] {
  if (condition instanceof TaskOutcomesCondition) return condition.tasks
  const isOnStatus = condition instanceof TaskStatusCondition || condition instanceof AllTaskStatusesCondition
  return isOnStatus ? condition.members.map(({ task }) => task) : []
}

function isExactly<C extends Condition>(condition: Condition, type: new (...args: never[]) => C): condition is C {
  return condition.constructor === type
}

function statusMatch({ task, status }: StatusMember) {
  return { task: task.name, status }
}
