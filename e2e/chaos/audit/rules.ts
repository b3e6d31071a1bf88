import type { ConditionData, RuleData, VerdictRow } from '../evidence.ts'
import { EVERY } from '../workflows/counting-states.ts'
import type { LaneHistory, StatusChange } from './lanes.ts'

/** One judgement that must have been made: the event it is stored under, and what the condition had to answer. */
export interface Expected {
  readonly offset: number
  readonly met: boolean
}

/**
 * What a rule had to judge, in order, by a model that knows nothing of the scheduler: from the log and the workflow's data
 * form alone. `verdicts` are needed only to know which matches were accepted and which judgements have failed.
 */
export function expectedOf(rule: RuleData, history: LaneHistory, verdicts: readonly VerdictRow[]): Expected[] {
  const { condition } = rule
  switch (condition.type) {
    case 'event':
    case 'anyEvent':
      return offeredTo(condition, history).map(({ offset }) => ({ offset, met: true }))
    case 'allEvents':
      return expectedOfAll(condition, history, verdicts)
    case 'code':
      return expectedOfCounting(condition, history, verdicts)
    case 'taskStatus':
    case 'allTaskStatuses':
      return expectedOfStatuses(condition, history)
    default:
      throw new Error(`The audit knows no conditions of the type "${condition.type}".`)
  }
}

export function keysOf({ event, events, expectEventKeys }: ConditionData): readonly string[] {
  return expectEventKeys ?? (events ?? (event === undefined ? [] : [event])).map(({ key }) => key)
}

function offeredTo(condition: ConditionData, { offered }: LaneHistory) {
  const keys = keysOf(condition)
  return offered.filter(({ key }) => keys.includes(key))
}

/** It is met when it has seen all members since it was last accepted. */
function expectedOfAll(condition: ConditionData, history: LaneHistory, verdicts: readonly VerdictRow[]): Expected[] {
  const accepted = new Set(verdicts.filter(({ verdict }) => verdict === 'fired').map(({ offset }) => offset))
  const seen = new Set<string>()
  return offeredTo(condition, history).map(({ offset, key }) => {
    seen.add(key)
    const met = keysOf(condition).every((member) => seen.has(member))
    if (met && accepted.has(offset)) seen.clear()
    return { offset, met }
  })
}

/** It counts each event that it could judge. */
function expectedOfCounting(
  condition: ConditionData,
  history: LaneHistory,
  verdicts: readonly VerdictRow[],
): Expected[] {
  const failed = new Set(verdicts.filter(({ verdict }) => verdict === 'failed').map(({ offset }) => offset))
  let count = 0
  return offeredTo(condition, history).map(({ offset }) => {
    if (failed.has(offset)) return { offset, met: true }
    count += 1
    return { offset, met: count % EVERY === 0 }
  })
}

/** Judged at each change of a member, with the statuses right after it. */
function expectedOfStatuses({ task, status, members }: ConditionData, { changes }: LaneHistory): Expected[] {
  const wanted = members ?? [{ task: task ?? '', status: status ?? '' }]
  const current = new Map<string, string>()
  return changes.flatMap((change: StatusChange) => {
    if (change.task === null) return []
    current.set(change.task, change.to)
    if (!wanted.some((member) => member.task === change.task)) return []
    return [{ offset: change.offset, met: wanted.every((member) => current.get(member.task) === member.status) }]
  })
}
