import type { WhyLink } from '@aiflow/sdk/internal/api/events'
import type { Event, TaskAction } from '@aiflow/sdk/internal/model'
import { type ConditionDefinition, describeCondition } from '@aiflow/sdk/internal/wire'
import type { LaneId } from '../model/lane-id.ts'
import { upstreamsOf } from '../rules/conditions/kinds.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { VerdictRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { statusesAt, toSeenEvent } from './seen-events.ts'

const MAX_EVENTS = 20

type RuleLink = Extract<WhyLink, { type: 'rule' }>

export interface FiredRule {
  readonly lane: LaneId
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly name: string
  /** Null if the definition is no longer known. */
  readonly condition: ConditionDefinition | null
  readonly action: TaskAction | null
  /** The events that it passed on, the deciding one last. */
  readonly events: readonly Event[]
  /** The execution of the tasks that the condition reads; null for a trigger. */
  readonly execution: WorkflowExecutionRow | null
}

/** A rule that fired, with what its condition saw, from its verdict and from the log of that time. */
export async function ruleLinkOf(storage: ReadStorage, fired: FiredRule): Promise<RuleLink> {
  const { task, name, condition, action, events } = fired
  const offset = events.at(-1)?.offset ?? 0
  const verdict = await verdictOf(storage, fired, offset)
  return {
    type: 'rule',
    task,
    name,
    action: verdict?.action ?? action,
    condition,
    text: condition === null ? 'a condition that is no longer known' : describeCondition(condition),
    events: events.slice(-MAX_EVENTS).map(toSeenEvent),
    eventCount: events.length,
    statuses: await statusesOf(storage, fired, offset),
    states: verdict?.saw?.states ?? [],
    waitedFor: verdict?.saw?.waitsFor ?? null,
  }
}

async function verdictOf(storage: ReadStorage, fired: FiredRule, offset: number): Promise<VerdictRow | undefined> {
  const verdicts = await storage.verdicts.ofEvent({ offset, lane: fired.lane, limit: 1000 })
  return verdicts.find(({ task, rule, verdict }) => task === fired.task && rule === fired.name && verdict === 'fired')
}

async function statusesOf(
  storage: ReadStorage,
  { condition, execution }: FiredRule,
  offset: number,
): Promise<RuleLink['statuses']> {
  if (condition === null || execution === null) return []
  const tasks = upstreamsOf(condition)
  const then = await statusesAt(storage, execution, tasks, offset)
  return tasks.map((task) => ({ task, status: then(task).status, offset: then(task).event?.offset ?? null }))
}
