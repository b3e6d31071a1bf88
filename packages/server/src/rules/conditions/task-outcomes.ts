import { MAX_CONDITION_TASKS } from '@aiflow/sdk/internal/limits'
import { wordOf } from '@aiflow/sdk/internal/text'
import { requireAtMost } from '../upload/require-at-most.ts'
import type {
  ConditionKind,
  ConditionOf,
  JudgedWith,
  Known,
  Occurrence,
  Prospects,
  TaskFacts,
  WaitsFor,
} from './condition.ts'
import { type Evaluated, metBy, notMet, notYetMet } from './evaluated.ts'
import { isDone } from './is-done.ts'
import { lackingFrom } from './lacking-from.ts'
import { MAX_NAMED, SPLIT } from './reasons.ts'

type Outcomes = ConditionOf<'taskOutcomes'>

const NOTHING_SKIPPED: Prospects = { isSkipped: () => false, isSkippedByFailure: () => false }

/** How several tasks have ended. A task that never ran and that nothing can start any more is skipped, and so done. */
export const taskOutcomesCondition: ConditionKind<Outcomes> = {
  keys: () => [],
  upstreams: ({ tasks }) => [...new Set(tasks)],
  patterns: () => [],
  formulas: () => [],
  check({ tasks }, where) {
    const owner = `The condition of ${where}`
    requireAtMost(MAX_CONDITION_TASKS, { count: tasks.length, noun: 'tasks', owner, advice: SPLIT })
  },
  evaluate: evaluateOutcomes,
  explain: (condition, known) => condition.tasks.map((task) => explainOutcome(condition, task, known)),
}

function evaluateOutcomes(condition: Outcomes, occurrence: Occurrence, judgedWith: JudgedWith): Evaluated {
  if (occurrence.type !== 'taskStatus') return notMet(() => 'not a change of status')
  if (condition.when === 'anyFailed') return evaluateFailure(condition, occurrence)
  const { tasks } = condition
  const { lackingMember = 0 } = judgedWith
  const problemOf = problemsOf(condition, occurrence, judgedWith)
  const lacks = (task: string) => problemOf(task) !== null
  // Most likely the one that was missing last time is missing still.
  const [lacking] = lackingFrom(tasks, lackingMember, { lacks, limit: 1 })
  if (lacking === undefined) return metBy(occurrence)
  const reasonOf = () =>
    lackingFrom(tasks, lacking.place, { lacks, limit: MAX_NAMED })
      .sort((a, b) => a.place - b.place)
      .map(({ member }) => problemOf(member))
      .join('; ')
  return notYetMet(reasonOf, { lackingMember: lacking.place })
}

/** FAILED is final: a task with attempts left is RETRYING. */
function evaluateFailure({ tasks }: Outcomes, change: Extract<Occurrence, { type: 'taskStatus' }>): Evaluated {
  const { task, to } = change
  if (to !== 'FAILED') return notMet(() => `"${task}" became ${wordOf(to)}, not FAILED`)
  return tasks.includes(task) ? metBy(change) : notMet(() => `"${task}" is another task`)
}

/** What keeps a task from being as it is asked to be; null where nothing does. */
function problemsOf(
  { when, fresh }: Outcomes,
  { view }: Extract<Occurrence, { type: 'taskStatus' }>,
  { ownTask, prospects = NOTHING_SKIPPED }: JudgedWith,
): (task: string) => string | null {
  const ownStart = (ownTask === null ? undefined : view.get(ownTask)?.startOffset) ?? 0
  return (task) => {
    const facts = view.get(task)
    if (facts === undefined) return problemOfOneThatNeverRan(task, when, prospects)
    if (!isDone(facts)) return describeLiving(task, facts)
    if (when === 'noneFailed' && facts.status === 'FAILED') return `"${task}" is FAILED`
    return fresh === true && (facts.endOffset ?? 0) <= ownStart ? `"${task}" has not ended since the last start` : null
  }
}

function problemOfOneThatNeverRan(task: string, when: Outcomes['when'], prospects: Prospects): string | null {
  if (!prospects.isSkipped(task)) return `"${task}" is not started`
  const hasFailed = when === 'noneFailed' && prospects.isSkippedByFailure(task)
  return hasFailed ? `"${task}" was skipped because of a failure` : null
}

function describeLiving(task: string, { status, isFollowed }: TaskFacts): string {
  return isFollowed === true ? `"${task}" starts again` : `"${task}" is ${wordOf(status)}`
}

function explainOutcome({ when }: Outcomes, task: string, { statusOf, prospects = NOTHING_SKIPPED }: Known): WaitsFor {
  const { status, event } = statusOf(task)
  const isSkipped = status === null && prospects.isSkipped(task)
  const isEnded = isSkipped || (status !== null && isDone({ status, startOffset: 0, endOffset: null }))
  const hasFailed = status === 'FAILED' || (isSkipped && prospects.isSkippedByFailure(task))
  const skipped = isSkipped ? ' (skipped: nothing can start it any more)' : ''
  switch (when) {
    case 'allDone':
      return { text: `task "${task}" is done${skipped}`, isSeen: isEnded, event, status }
    case 'anyFailed':
      return { text: `task "${task}" fails`, isSeen: false, event, status }
    case 'noneFailed':
      return {
        text: `task "${task}" is done and has not failed${skipped}`,
        isSeen: isEnded && !hasFailed,
        event,
        status,
      }
  }
}
