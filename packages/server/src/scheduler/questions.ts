import { MAX_QUESTION_BYTES } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { jsonBytes } from '../log/json-bytes.ts'
import type { QuestionToSend } from '../log/ring-port.ts'
import { type RuleName, ruleId } from '../model/rule-name.ts'
import type { StoredEvent } from '../storage/rows.ts'
import { refusalOf, refusalOfAnswered } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { ExecutionLane } from './execution-lane.ts'
import type { Lane } from './lane.ts'
import { type Retry, retryOf } from './retried-letter.ts'
import { asksCode } from './retry-letters.ts'
import { codeRulesOf } from './take-step.ts'
import { triggersOn } from './triggers-on.ts'
import { withoutStoreFields } from './user-view.ts'
import type { World } from './world.ts'

/** How long one call of a user's condition may take, in milliseconds. */
const CONDITION_TIMEOUT_MS = 10_000

const MAX_FOLLOWING = 63
/** So that they come along with the question. */
const MAX_FOLLOWING_CHARACTERS = 32 * 1024

/** What a user's condition is asked about an event. */
export interface Question {
  readonly id: string
  readonly request: Omit<QuestionToSend, 'following'>
}

/** The world and the time in which a question is asked. */
interface AskedAt {
  readonly world: World
  readonly now: number
}

interface CodeRule {
  readonly id: string
  readonly rule: EvaluateRequest['rule']
}

/** The rules whose circuit is open are not asked about. */
export function questionsOf(lane: Lane, event: StoredEvent, at: AskedAt): Question[] {
  const retry = retryOf(event)
  return rulesOf(lane, event)
    .filter(({ rule }) => refusalFor(lane, rule, at, retry !== null) === null)
    .map(({ id, rule }) => ({
      id,
      request: {
        ...placeOf(lane),
        rule,
        event: userView(retry?.event ?? event),
        states: lane.states.named,
        ...(lane instanceof ExecutionLane ? { statusSnapshot: lane.statusSnapshot() } : {}),
        timeoutMs: CONDITION_TIMEOUT_MS,
      },
    }))
}

/** Why a question cannot be asked of any worker; null where it can. */
export function tooLargeToAsk({ states }: Lane, { request: { event } }: Question): string | null {
  if (states.namedBytes + jsonBytes(event, MAX_QUESTION_BYTES) <= MAX_QUESTION_BYTES) return null
  const limit = MAX_QUESTION_BYTES / (1024 * 1024)
  return `The states that the condition may read are, with the event, more than ${limit} MiB of JSON. Keep large content in files, and their places in states.`
}

/** Why rules that the event touches are not asked about it. */
export function skippedOf(lane: Lane, event: StoredEvent, at: AskedAt): CodeResults {
  if (!lane.hasCircuits) return new Map()
  return new Map(
    rulesOf(lane, event).flatMap(({ id, rule }) => {
      const reason = refusalFor(lane, rule, at, retryOf(event) !== null)
      return reason === null ? [] : [[id, { type: 'skipped', reason } as const]]
    }),
  )
}

/** The events right behind the oldest one that ask the same question and no other. */
export function followingOf(lane: Lane, { id }: Question): StoredEvent[] {
  const { head } = lane.inbox
  if (head === undefined || retryOf(head.event) !== null) return []
  const following: StoredEvent[] = []
  let characters = 0
  for (const { event } of lane.inbox.behindHead(MAX_FOLLOWING)) {
    const rules = retryOf(event) === null ? rulesOf(lane, event) : []
    characters += (event.value?.length ?? 0) + (event.context?.length ?? 0)
    if (rules.length !== 1 || rules[0]?.id !== id || characters > MAX_FOLLOWING_CHARACTERS) break
    following.push(event)
  }
  return following
}

/** What `isAsAsked` compares with, to be read when a condition is asked. */
export function statusVersionOf(lane: Lane): number {
  return lane instanceof ExecutionLane ? lane.statusVersion : 0
}

/** Whether a condition would still see the statuses that it was asked with, and its answer could still do something. */
export function isAsAsked(lane: Lane, statusVersion: number): boolean {
  if (!(lane instanceof ExecutionLane)) return lane.row.enabled
  return lane.phase === 'open' && !lane.isPaused && lane.statusVersion === statusVersion
}

export function userView(event: StoredEvent): Event {
  return withoutStoreFields(event)
}

function rulesOf(lane: Lane, event: StoredEvent): CodeRule[] {
  const retry = retryOf(event)
  if (lane instanceof ExecutionLane) {
    // Whatever the conditions answered, nothing would start any more.
    if (lane.phase !== 'open') return []
    if (retry !== null) return asksCode(lane, retry) ? [ruleOf(retry)] : []
    return codeRulesOf(lane, event).map(({ task, rule }) => ({
      id: ruleId({ task: task.name, rule: rule.name }),
      rule: { type: 'task', task: task.name, name: rule.name },
    }))
  }
  if (!lane.row.enabled) return []
  if (retry !== null) return asksCode(lane, retry) ? [ruleOf(retry)] : []
  return triggersOn(lane, event)
    .filter((trigger) => trigger.condition.type === 'code' && !trigger.paused)
    .map(({ name }) => ({ id: ruleId({ task: null, rule: name }), rule: { type: 'trigger', name } }))
}

function ruleOf({ letter: { task, rule } }: Retry): CodeRule {
  const name = rule ?? ''
  return {
    id: ruleId({ task, rule: name }),
    rule: task === null ? { type: 'trigger', name } : { type: 'task', task, name },
  }
}

/** Who tries an event again by hand wants to know whether the condition works by now. */
function refusalFor(lane: Lane, rule: EvaluateRequest['rule'], at: AskedAt, isRetry: boolean): string | null {
  return isRetry ? refusalOfAnswered(lane, nameOf(rule)) : refusalOf(at, lane, nameOf(rule))
}

function nameOf(rule: EvaluateRequest['rule']): RuleName {
  return { task: rule.type === 'task' ? rule.task : null, rule: rule.name }
}

function placeOf(lane: Lane): Pick<EvaluateRequest, 'snapshotHash' | 'namespace' | 'workflowName'> {
  if (lane instanceof ExecutionLane) {
    const { namespace, workflowName, snapshotHash } = lane.execution
    return { snapshotHash, namespace, workflowName }
  }
  const { namespace, name, snapshotHash } = lane.row
  return { snapshotHash, namespace, workflowName: name }
}
