import { MAX_QUESTION_BYTES } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { jsonBytes } from '../../log/json-bytes.ts'
import type { QuestionToSend } from '../../log/worker-port.ts'
import { type RuleName, ruleId } from '../../model/rule-name.ts'
import { isCode } from '../../rules/plan.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import { isEndOfChild } from '../children/ended-child.ts'
import { refusalOf, refusalOfAnswered } from '../judging/circuits.ts'
import type { CodeResults } from '../judging/code-results.ts'
import { retryOf, ruleOfLetter } from '../judging/retried-letter.ts'
import { asksCode } from '../judging/retry-letters.ts'
import { withoutStoreFields } from '../judging/user-view.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'

/** Time limit of one call of a user condition, in milliseconds. */
const CONDITION_TIMEOUT_MS = 10_000

const MAX_FOLLOWING = 63
/** Small enough to be sent with the question. */
const MAX_FOLLOWING_CHARACTERS = 32 * 1024

/** What a user condition is asked about an event. */
export interface Question {
  readonly id: string
  readonly request: Omit<QuestionToSend, 'following'>
}

/** The world and the time at which a question is asked. */
interface AskedAt {
  readonly world: World
  readonly now: number
}

/** Rules with an open circuit are not asked. */
export function questionsOf(lane: Lane, event: StoredEvent, at: AskedAt): Question[] {
  const retry = retryOf(event)
  const { snapshotHash, namespace, workflowName } = lane.place
  const statusSnapshot = lane.statusSnapshot()
  return codeRulesOf(lane, event)
    .filter((name) => refusalFor(lane, name, at, retry !== null) === null)
    .map((name) => ({
      id: ruleId(name),
      request: {
        snapshotHash,
        namespace,
        workflowName,
        rule: wireName(name),
        event: userView(retry?.event ?? event),
        states: lane.states.named,
        ...(statusSnapshot === null ? {} : { statusSnapshot }),
        timeoutMs: CONDITION_TIMEOUT_MS,
      },
    }))
}

/** Why no worker can be asked a question; null if one can. */
export function tooLargeToAsk({ states }: Lane, { request: { event } }: Question): string | null {
  if (states.namedBytes + jsonBytes(event, MAX_QUESTION_BYTES) <= MAX_QUESTION_BYTES) return null
  const limit = MAX_QUESTION_BYTES / (1024 * 1024)
  return `The event and the states that the condition may read are more than ${limit} MiB of JSON together. Keep large content in files, and only their paths in states.`
}

/** Why rules that react to the event are not asked about it. */
export function skippedOf(lane: Lane, event: StoredEvent, at: AskedAt): CodeResults {
  if (!lane.hasCircuits) return new Map()
  return new Map(
    codeRulesOf(lane, event).flatMap((name) => {
      const reason = refusalFor(lane, name, at, retryOf(event) !== null)
      return reason === null ? [] : [[ruleId(name), { type: 'skipped', reason } as const]]
    }),
  )
}

/** The events directly behind the oldest one that ask the same question and no other. */
export function followingOf(lane: Lane, { id }: Question): StoredEvent[] {
  const { head } = lane.inbox
  if (head === undefined || retryOf(head.event) !== null) return []
  const following: StoredEvent[] = []
  let characters = 0
  for (const { event } of lane.inbox.behindHead(MAX_FOLLOWING)) {
    const [only, ...others] = retryOf(event) === null ? codeRulesOf(lane, event) : []
    characters += (event.value?.length ?? 0) + (event.context?.length ?? 0)
    if (only === undefined || others.length > 0 || ruleId(only) !== id || characters > MAX_FOLLOWING_CHARACTERS) break
    following.push(event)
  }
  return following
}

/**
 * Whether the condition would still see the statuses that it was asked with, and its answer could still have an effect.
 */
export function isAsAsked(lane: Lane, statusVersion: number): boolean {
  return lane.isOpen && !lane.isPaused && lane.statusVersion === statusVersion
}

export function userView(event: StoredEvent): Event {
  return withoutStoreFields(event)
}

/** The names of the rules with code that must be asked about the event. */
function codeRulesOf(lane: Lane, event: StoredEvent): RuleName[] {
  // Nothing would start, whatever the conditions answered.
  if (!lane.isOpen) return []
  const retry = retryOf(event)
  if (retry !== null) return asksCode(lane, retry) ? [ruleOfLetter(retry)] : []
  if ((event.kind !== 'user' && event.kind !== 'status') || isEndOfChild(event, lane)) return []
  const rules = lane.rulesOn(event).filter((rule) => isCode(rule) && rule.refusal === null)
  return rules.map(({ name }) => name)
}

/**
 * Somebody who retries an event wants to know whether the condition works by now, so an open circuit does not count.
 */
function refusalFor(lane: Lane, name: RuleName, at: AskedAt, isRetry: boolean): string | null {
  return isRetry ? refusalOfAnswered(lane, name) : refusalOf(at, lane, name)
}

/** The form of the worker protocol. */
function wireName({ task, rule: name }: RuleName): EvaluateRequest['rule'] {
  return task === null ? { type: 'trigger', name } : { type: 'task', task, name }
}
