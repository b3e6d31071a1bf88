import type { DeadLetter, DeadLetterFilter, WhyNotRule } from '@aiflow/sdk/internal/api/events'
import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskAction } from '@aiflow/sdk/internal/model'
import { type ConditionDefinition, describeCondition } from '@aiflow/sdk/internal/wire'
import { circuitIn, refusalBy } from '../model/circuit.ts'
import type { LaneId } from '../model/lane-id.ts'
import { rememberedEvents } from '../model/remembered-events.ts'
import { explain, upstreamsOf } from '../rules/conditions/kinds.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { NotMetRow, StateRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { prospectsAt } from './prospects-at.ts'
import { statusesAt, toSeenEvent } from './seen-events.ts'

const LAST_VERDICTS = 3
const LAST_LETTERS = 3
const MAX_LETTERS = 100
/** A trigger belongs to no execution, so it sees no task. */
const UNKNOWN = { status: null, event: null }
const END_OF_LOG = Number.MAX_SAFE_INTEGER

type WaitingFor = WhyNotRule['waitsFor'][number]

/** What the store holds about the rules of a lane. */
export interface LaneFacts {
  readonly storage: ReadStorage
  readonly lane: LaneId
  readonly states: ReadonlyMap<string, Json>
  readonly notMet: readonly NotMetRow[]
  /** Newest first. */
  readonly deadLetters: readonly DeadLetter[]
  /** The execution of the tasks that rules read; null for a lane of triggers. */
  readonly execution: WorkflowExecutionRow | null
}

export interface RuleAsked {
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly name: string
  readonly action: TaskAction | null
  readonly condition: ConditionDefinition
}

export async function laneFactsOf(
  storage: ReadStorage,
  { lane, execution }: Pick<LaneFacts, 'lane' | 'execution'>,
  letters: DeadLetterFilter,
): Promise<LaneFacts> {
  const [states, notMet, deadLetters] = await Promise.all([
    storage.lanes.states(lane),
    storage.verdicts.notMet({ lane }),
    storage.deadLetters.list({ ...letters, limit: MAX_LETTERS }),
  ])
  const byName = new Map(states.map(({ name, value }: StateRow) => [name, value]))
  return { storage, lane, states: byName, notMet, execution, deadLetters: deadLetters.items }
}

/** One rule: what it waits for, what it has seen of that, and its verdicts on the last events. */
export async function waitingOf(facts: LaneFacts, rule: RuleAsked): Promise<WhyNotRule> {
  const { task, name, action, condition } = rule
  const verdicts = await facts.storage.verdicts.ofRule({ lane: facts.lane, task, rule: name, limit: LAST_VERDICTS })
  return {
    name,
    action,
    condition,
    text: describeCondition(condition),
    waitsFor: await waitsForOf(facts, rule),
    notMet: await notMetOf(facts, rule),
    verdicts,
    refusal: refusalOf(facts, rule),
    deadLetters: deadLettersOf(facts, rule),
  }
}

function deadLettersOf({ deadLetters }: LaneFacts, { task, name }: RuleAsked): WhyNotRule['deadLetters'] {
  const own = deadLetters.filter((letter) => letter.task === task && letter.rule === name)
  return own.slice(0, LAST_LETTERS).map(({ id, eventOffset, error }) => ({ id, eventOffset, error }))
}

async function waitsForOf({ storage, states, execution }: LaneFacts, rule: RuleAsked): Promise<WaitingFor[]> {
  const { task, name, condition } = rule
  const tasks = execution === null ? [] : upstreamsOf(condition)
  const statusOf = execution === null ? () => UNKNOWN : await statusesAt(storage, execution, tasks, END_OF_LOG)
  const seen = rememberedEvents(states, { task, rule: name })
  const looksAhead = execution !== null && condition.type === 'taskOutcomes'
  const prospects = looksAhead ? await prospectsAt(storage, execution, END_OF_LOG) : undefined
  return explain(condition, { seen, statusOf, prospects }).map((part) => ({
    ...part,
    event: part.event === null ? null : toSeenEvent(part.event),
  }))
}

async function notMetOf({ storage, notMet }: LaneFacts, { task, name }: RuleAsked): Promise<WhyNotRule['notMet']> {
  const row = notMet.find((one) => one.task === task && one.rule === name)
  if (row === undefined) return null
  const { count, lastOffset, reason } = row
  const event = await storage.events.find(lastOffset)
  return { count, lastOffset, reason, time: event?.createTime ?? null }
}

function refusalOf({ states }: LaneFacts, { task, name }: RuleAsked): string | null {
  return refusalBy(circuitIn(states, { task, rule: name }))
}
