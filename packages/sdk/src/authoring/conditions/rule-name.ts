import { TaskStatus } from '../../model/execution/task-status.ts'
import type { ConditionDefinition } from '../../wire/workflow-definition.ts'

const MAX_CHARACTERS = 64
const MAX_NAMED = 3

/**
 * The name of a rule that got none: `on-orders-loaded`, `after-prepare`. The same condition always gives the same name, and
 * one that is taken is numbered: `on-orders-loaded-2`.
 */
export function ruleNameFor(condition: ConditionDefinition, taken: ReadonlySet<string>): string {
  const name = legal(nameOf(condition))
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`
  return free
}

function nameOf(condition: ConditionDefinition): string {
  switch (condition.type) {
    case 'event':
      return `on-${condition.event.key}`
    case 'allEvents':
      return `on-${join(keysOf(condition.events), 'and')}`
    case 'anyEvent':
      return `on-${join(keysOf(condition.events), 'or')}`
    case 'taskStatus':
      return nameOfStatuses([condition])
    case 'allTaskStatuses':
      return nameOfStatuses(condition.members)
    case 'taskOutcomes':
      return nameOfOutcomes(condition)
    case 'cel':
      return condition.keys === undefined ? 'on-any-event' : `on-${join(condition.keys, 'or')}`
    case 'code':
      return condition.className === 'anonymous'
        ? `on-${join(condition.expectEventKeys, 'or')}`
        : `when-${wordsOf(condition.className)}`
  }
}

function nameOfStatuses(members: readonly { readonly task: string; readonly status: TaskStatus }[]): string {
  const tasks = members.map(({ task }) => task)
  if (members.every(({ status }) => status === TaskStatus.SUCCESS)) return `after-${join(tasks, 'and')}`
  const parts = members.map(({ task, status }) => `${task}-${status.toLowerCase()}`)
  return `when-${join(parts, 'and')}`
}

function nameOfOutcomes({ tasks, when }: Extract<ConditionDefinition, { type: 'taskOutcomes' }>): string {
  if (when === 'anyFailed') return `when-${join(tasks, 'or')}-failed`
  return `when-${join(tasks, 'and')}-${when === 'allDone' ? 'done' : 'done-none-failed'}`
}

function keysOf(events: readonly { readonly key: string }[]): string[] {
  return events.map(({ key }) => key)
}

/** `a-and-b`; of many, the first ones and how many more there are. */
function join(names: readonly string[], word: 'and' | 'or'): string {
  const unlike = [...new Set(names)]
  if (unlike.length <= MAX_NAMED) return unlike.join(`-${word}-`)
  return `${unlike.slice(0, MAX_NAMED).join(`-${word}-`)}-${word}-${unlike.length - MAX_NAMED}-more`
}

/** `OrdersReady` in the form of other names: `orders-ready`. */
function wordsOf(className: string): string {
  return className.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()
}

/** Names take no letters of other scripts, so that little may be left of a key. */
function legal(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_.]+/g, '-').slice(0, MAX_CHARACTERS)
  const name = plain.replace(/[-.]+$/, '')
  return name.includes('-') ? name : `${name}-condition`
}
