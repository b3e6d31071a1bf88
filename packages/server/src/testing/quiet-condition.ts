import type { ConditionDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { ConditionKind } from '../rules/conditions/condition.ts'
import { notMet, notYetMet } from '../rules/conditions/evaluated.ts'
import { KINDS } from '../rules/conditions/kinds.ts'

/**
 * A kind of condition over time, for tests only: it is met when an event came and no other followed for some seconds. The
 * value "cancel" ends the wait, and "break" makes the condition fail when the time is up.
 */
export interface QuietCondition {
  readonly type: 'quiet'
  readonly key: string
  readonly seconds: number
}

const quiet: ConditionKind<QuietCondition> = {
  keys: ({ key }) => [key],
  upstreams: () => [],
  patterns: () => [],
  formulas: () => [],
  check: () => {},
  evaluate({ seconds }, { type, event }, { now, seen }) {
    const [last] = Object.values(seen ?? {})
    if (type === 'time') {
      if (last?.value === 'break') throw new Error('broken')
      return last === undefined
        ? notMet(() => 'nothing came')
        : { met: true, reason: '', events: [last, event], seen: { last } }
    }
    if (event.value === 'cancel') return notYetMet(() => 'cancelled', { seen: {}, wakeAt: null })
    const wakeAt = now + seconds * 1000
    return notYetMet(() => `nothing may follow for ${seconds} s`, { seen: { last: event }, wakeAt, events: [event] })
  },
  explain: () => [],
}

/** Adds the kind to those of the server. Call once per test file. */
export function addQuietCondition(): void {
  Object.assign(KINDS, { quiet })
}

/** The SDK's schema does not know the kind, so a definition is parsed with this condition in its place. */
export const QUIET = { type: 'event', event: { key: 'in place of the quiet condition' } } as const

export function quietOf(condition: QuietCondition): ConditionDefinition {
  return JSON.parse(JSON.stringify(condition)) as ConditionDefinition
}

export function withQuiet(definition: WorkflowDefinition, condition: QuietCondition): WorkflowDefinition {
  const text = JSON.stringify(definition).replaceAll(JSON.stringify(QUIET), JSON.stringify(condition))
  return JSON.parse(text) as WorkflowDefinition
}
