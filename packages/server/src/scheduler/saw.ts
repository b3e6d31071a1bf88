import type { VerdictSaw } from '@aiflow/sdk/internal/api/events'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { stateName } from '../model/state-names.ts'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { CodeResult } from './code-results.ts'
import { type Evaluated, notMet } from './evaluate.ts'

const MAX_OFFSETS = 100
const MAX_STATES = 10
const MAX_CHARACTERS = 200

/**
 * What is kept of what a condition saw: only what does not follow from its definition and the event. So most verdicts keep
 * nothing.
 */
export function sawOf({ events, states }: Evaluated, waitsFor: TaskExecutionRow | null): VerdictSaw | null {
  if (events.length <= 1 && states === undefined && waitsFor === null) return null
  return {
    ...(events.length > 1 ? { offsets: offsetsOf(events) } : {}),
    ...(states === undefined ? {} : { states }),
    ...(waitsFor === null ? {} : { waitsFor: keyOf(waitsFor) }),
  }
}

/** Of the newest, so that a verdict stays short. */
function offsetsOf(events: readonly Event[]): number[] {
  return events.slice(-MAX_OFFSETS).map(({ offset }) => offset)
}

/** An answer of the user's code, with the states that it changed; to be called before they are changed. */
export function evaluatedByCode(
  laneStates: ReadonlyMap<string, Json>,
  event: Event,
  { met, states: changed }: Extract<CodeResult, { type: 'ok' }>,
): Evaluated {
  const named = Object.entries(changed).slice(0, MAX_STATES)
  if (!met) {
    return notMet(() => {
      const told = named.map(([name, after]) => `; "${name}" is now ${textOf(after) ?? 'clear'}`).join('')
      return `the condition answered "not met"${told}`
    })
  }
  const states = named.map(([name, after]) => ({
    name,
    before: textOf(laneStates.get(stateName.named(name)) ?? null),
    after: textOf(after),
  }))
  return { met, reason: '', events: [event], ...(states.length > 0 ? { states } : {}) }
}

/** JSON that may be cut short: it is for people. */
function textOf(value: Json): string | null {
  if (value === null) return null
  const text = JSON.stringify(value)
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
}

function keyOf({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRow): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
