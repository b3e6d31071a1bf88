import { wordOf } from '../model/text/words.ts'
import type { ConditionDefinition, EventMatch, ValueFilter } from './workflow-definition.ts'

const MAX_VALUES = 5

const OUTCOMES = {
  allDone: (tasks: string) => `all of the tasks ${tasks} are done`,
  anyFailed: (tasks: string) => `any of the tasks ${tasks} fails`,
  noneFailed: (tasks: string) => `all of the tasks ${tasks} are done and none has failed`,
} as const

/** For people: `event "data_prepared"`, `task "train" is SUCCESS`, … */
export function describeCondition(condition: ConditionDefinition): string {
  switch (condition.type) {
    case 'event':
      return describeEventMatch(condition.event)
    case 'allEvents':
      return `all of ${condition.events.map(describeEventMatch).join(', ')}`
    case 'anyEvent':
      return `any of ${condition.events.map(describeEventMatch).join(', ')}`
    case 'taskStatus':
      return `task "${condition.task}" is ${wordOf(condition.status)}`
    case 'allTaskStatuses': {
      const members = condition.members.map(({ task, status }) => `task "${task}" is ${wordOf(status)}`).join(' and ')
      return condition.fresh ? `${members}, each since its own last start` : members
    }
    case 'taskOutcomes': {
      const what = OUTCOMES[condition.when](condition.tasks.map((task) => `"${task}"`).join(', '))
      return condition.fresh ? `${what}, each since its own last start` : what
    }
    case 'cel': {
      const keys = condition.keys?.map((key) => `event "${key}"`).join(', ') ?? 'every event'
      return `${condition.expression} (${keys})`
    }
    case 'code':
      return `condition ${condition.className} is met (${condition.expectEventKeys.map((key) => `event "${key}"`).join(', ')})`
  }
}

/** `event "accuracy" = "0.9"` */
export function describeEventMatch({ key, filter }: EventMatch): string {
  return `event "${key}"${filter === undefined ? '' : ` ${describeFilter(filter)}`}`
}

/** `= "0.9"`, `in "a", "b"`, `matching /^v/` */
export function describeFilter({ equals, in: oneOf, matches }: ValueFilter): string {
  const parts: string[] = []
  if (equals !== undefined) parts.push(`= "${equals}"`)
  if (oneOf !== undefined) parts.push(`in ${listOf(oneOf)}`)
  if (matches !== undefined) parts.push(`matching /${matches}/`)
  return parts.join(' ')
}

function listOf(values: readonly string[]): string {
  const named = values.slice(0, MAX_VALUES).map((value) => `"${value}"`)
  return values.length <= MAX_VALUES ? named.join(', ') : `${named.join(', ')} and ${values.length - MAX_VALUES} more`
}
