import type { DeadLetter, DeadLetterFilter, WhyNotRule } from '@aiflow/sdk/internal/api/events'
import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskAction, TaskStatus } from '@aiflow/sdk/internal/model'
import {
  type ConditionDefinition,
  describeCondition,
  describeEventMatch,
  type EventMatch,
} from '@aiflow/sdk/internal/wire'
import { circuitIn, refusalBy } from '../model/circuit.ts'
import type { LaneId } from '../model/lane-id.ts'
import { rememberedEvents } from '../model/remembered-events.ts'
import type { NotMetRow, StateRow, WorkflowExecutionRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { statusesAt, toSeenEvent } from './seen-events.ts'

const LAST_VERDICTS = 3
const LAST_LETTERS = 3
const MAX_LETTERS = 100
const END_OF_LOG = Number.MAX_SAFE_INTEGER

type WaitingFor = WhyNotRule['waitsFor'][number]

/** What a lane holds of its rules. */
export interface LaneFacts {
  readonly storage: ReadStorage
  readonly lane: LaneId
  readonly states: ReadonlyMap<string, Json>
  readonly notMet: readonly NotMetRow[]
  /** Newest first. */
  readonly deadLetters: readonly DeadLetter[]
  /** Where the tasks are that rules look at; null for a lane of triggers. */
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
    storage.listStates(lane),
    storage.listNotMet({ lane }),
    storage.listDeadLetters({ ...letters, limit: MAX_LETTERS }),
  ])
  const byName = new Map(states.map(({ name, value }: StateRow) => [name, value]))
  return { storage, lane, states: byName, notMet, execution, deadLetters: deadLetters.items }
}

/** One rule: what it waits for, what it has seen of that, and what it made of the last events. */
export async function waitingOf(facts: LaneFacts, rule: RuleAsked): Promise<WhyNotRule> {
  const { task, name, action, condition } = rule
  const verdicts = await facts.storage.listVerdictsOfRule({ lane: facts.lane, task, rule: name, limit: LAST_VERDICTS })
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

async function waitsForOf(facts: LaneFacts, rule: RuleAsked): Promise<WaitingFor[]> {
  const { condition } = rule
  switch (condition.type) {
    case 'event':
      return [unseen(condition.event)]
    case 'anyEvent':
      return condition.events.map(unseen)
    case 'allEvents':
      return membersOf(facts, rule, condition.events)
    case 'taskStatus':
      return tasksOf(facts, [condition])
    case 'allTaskStatuses':
      return tasksOf(facts, condition.members)
    case 'code':
      return condition.expectEventKeys.map((key) => unseen({ key }))
    case 'cel':
      return (condition.keys ?? []).map((key) => unseen({ key }))
  }
}

/** Each event is asked about by itself: what came before does not count. */
function unseen(match: EventMatch): WaitingFor {
  return { text: describeEventMatch(match), isSeen: false, event: null, status: null }
}

function membersOf(facts: LaneFacts, { task, name }: RuleAsked, events: readonly EventMatch[]): WaitingFor[] {
  const seen = rememberedEvents(facts.states, { task, rule: name }) ?? {}
  return events.map((match, index) => {
    const event = seen[String(index)]
    return { ...unseen(match), isSeen: event !== undefined, event: event === undefined ? null : toSeenEvent(event) }
  })
}

async function tasksOf(
  { storage, execution }: LaneFacts,
  members: readonly { readonly task: string; readonly status: TaskStatus }[],
): Promise<WaitingFor[]> {
  const tasks = execution === null ? [] : members.map(({ task }) => task)
  const now = execution === null ? null : await statusesAt(storage, execution, tasks, END_OF_LOG)
  return members.map(({ task, status }) => {
    const { status: current, event } = now?.(task) ?? { status: null, event: null }
    const isSeen = current === status
    return { text: `task "${task}" is ${status}`, isSeen, event: event && toSeenEvent(event), status: current }
  })
}

async function notMetOf({ storage, notMet }: LaneFacts, { task, name }: RuleAsked): Promise<WhyNotRule['notMet']> {
  const row = notMet.find((one) => one.task === task && one.rule === name)
  if (row === undefined) return null
  const { count, lastOffset, reason } = row
  const event = await storage.findEvent(lastOffset)
  return { count, lastOffset, reason, time: event?.createTime ?? null }
}

function refusalOf({ states }: LaneFacts, { task, name }: RuleAsked): string | null {
  return refusalBy(circuitIn(states, { task, rule: name }))
}
