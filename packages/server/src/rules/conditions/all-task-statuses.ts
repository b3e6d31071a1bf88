import { MAX_CONDITION_TASKS } from '@aiflow/sdk/internal/limits'
import { wordOf } from '@aiflow/sdk/internal/text'
import { requireAtMost } from '../upload/require-at-most.ts'
import type { ConditionKind, ConditionOf, JudgedWith, Occurrence, TaskFacts } from './condition.ts'
import { type Evaluated, metBy, notMet, notYetMet } from './evaluated.ts'
import { lackingFrom } from './lacking-from.ts'
import { MAX_NAMED, SPLIT } from './reasons.ts'
import { explainTask, type TaskStatusMember } from './task-status.ts'

/** Several tasks have the given statuses at the same time. */
export const allTaskStatusesCondition: ConditionKind<ConditionOf<'allTaskStatuses'>> = {
  keys: () => [],
  upstreams: ({ members }) => [...new Set(members.map(({ task }) => task))],
  patterns: () => [],
  formulas: () => [],
  check({ members }, where) {
    const owner = `The condition of ${where}`
    requireAtMost(MAX_CONDITION_TASKS, { count: members.length, noun: 'tasks', owner, advice: SPLIT })
  },
  evaluate: evaluateAll,
  explain: ({ members }, known) => members.map((member) => explainTask(member, known)),
}

/**
 * One missing member decides, and most likely it is the one that was missing last time. The search starts there and
 * goes round, so all judgements of a rule until it is met look at each member only a few times.
 */
function evaluateAll(
  { members, fresh }: ConditionOf<'allTaskStatuses'>,
  occurrence: Occurrence,
  { ownTask, lackingMember = 0 }: JudgedWith,
): Evaluated {
  if (occurrence.type !== 'taskStatus') return notMet(() => 'not a change of status')
  const { view } = occurrence
  const ownStart = ownTask === null ? 0 : (view.get(ownTask)?.startOffset ?? 0)
  const lacks = ({ task, status }: TaskStatusMember): boolean => {
    const facts = view.get(task)
    return facts?.status !== status || (fresh === true && (facts.endOffset ?? 0) <= ownStart)
  }
  const [lacking] = lackingFrom(members, lackingMember, { lacks, limit: 1 })
  if (lacking === undefined) return metBy(occurrence)
  const reasonOf = () =>
    lackingFrom(members, lacking.place, { lacks, limit: MAX_NAMED })
      .sort((a, b) => a.place - b.place)
      .map(({ member }) => describeLacking(member, view.get(member.task)))
      .join('; ')
  return notYetMet(reasonOf, { lackingMember: lacking.place })
}

function describeLacking({ task, status }: TaskStatusMember, facts: TaskFacts | undefined): string {
  return facts?.status === status
    ? `"${task}" has not ended since the last start`
    : `"${task}" is ${facts === undefined ? 'not started' : wordOf(facts.status)}, not ${wordOf(status)}`
}
