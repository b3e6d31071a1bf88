import type { Json } from '@aiflow/sdk/internal/json'
import type { CodeAnswer, ConditionKind, ConditionOf } from './condition.ts'
import { metBy, notMet } from './evaluated.ts'
import { clip, unseen } from './reasons.ts'

const MAX_STATES = 10
const MAX_CHARACTERS = 200

/** User code, which a worker evaluates. */
export const codeCondition: ConditionKind<ConditionOf<'code'>> = {
  keys: ({ expectEventKeys }) => [...new Set(expectEventKeys)],
  upstreams: () => [],
  patterns: () => [],
  formulas: () => [],
  check: () => {},
  evaluate(_, occurrence, { answer }) {
    if (answer?.met !== true) return notMet(() => `the condition answered "not met"${textOfChanges(answer)}`)
    const states = statesOf(answer)
    return { ...metBy(occurrence), ...(states.length > 0 ? { states } : {}) }
  },
  explain: ({ expectEventKeys }) => expectEventKeys.map((key) => unseen({ key })),
}

function textOfChanges(answer: CodeAnswer | undefined): string {
  const named = Object.entries(answer?.changed ?? {}).slice(0, MAX_STATES)
  return named.map(([name, after]) => `; "${name}" is now ${textOf(after) ?? 'clear'}`).join('')
}

/** Call before the states are changed. */
function statesOf({ changed, before }: CodeAnswer) {
  return Object.entries(changed)
    .slice(0, MAX_STATES)
    .map(([name, after]) => ({ name, before: textOf(before(name)), after: textOf(after) }))
}

/** JSON for people, which may be cut short. */
function textOf(value: Json): string | null {
  return value === null ? null : clip(JSON.stringify(value), MAX_CHARACTERS)
}
