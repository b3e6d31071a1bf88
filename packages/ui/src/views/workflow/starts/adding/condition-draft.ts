import type { ConditionDefinition, EventMatch } from '@aiflow/sdk/internal/wire'

/** How the value of an event is compared. */
export type FilterKind = 'any' | 'equals' | 'in' | 'matches'

export interface MatchDraft {
  /** Identifies it while it is edited. */
  readonly id: number
  readonly key: string
  readonly filter: FilterKind
  readonly text: string
}

export type ConditionKind = 'event' | 'allEvents' | 'anyEvent' | 'cel'

/** A condition that is being edited. */
export interface ConditionDraft {
  readonly kind: ConditionKind
  readonly matches: readonly MatchDraft[]
  readonly expression: string
  /** The keys of an expression, separated by commas. */
  readonly keys: string
}

export const FIRST_CONDITION: ConditionDraft = {
  kind: 'event',
  matches: [{ id: 0, key: '', filter: 'any', text: '' }],
  expression: '',
  keys: '',
}

/** What is still missing, null if nothing is. */
export function missingIn({ kind, matches, expression }: ConditionDraft): string | null {
  if (kind === 'cel') return expression.trim() === '' ? 'It needs an expression.' : null
  return shownMatches({ kind, matches }).some(({ key }) => key.trim() === '') ? 'Each event needs a key.' : null
}

export function conditionOf(draft: ConditionDraft): ConditionDefinition {
  const { kind, expression } = draft
  const events = shownMatches(draft).map(matchOf)
  const [first] = events
  switch (kind) {
    case 'event':
      return { type: 'event', event: first ?? { key: '' } }
    case 'allEvents':
    case 'anyEvent':
      return { type: kind, events }
    case 'cel': {
      const keys = listOf(draft.keys)
      return { type: 'cel', expression: expression.trim(), ...(keys.length === 0 ? {} : { keys }) }
    }
  }
}

/** A condition on one event uses only the first. */
export function shownMatches({ kind, matches }: Pick<ConditionDraft, 'kind' | 'matches'>): readonly MatchDraft[] {
  return kind === 'event' ? matches.slice(0, 1) : matches
}

function matchOf({ key, filter, text }: MatchDraft): EventMatch {
  switch (filter) {
    case 'any':
      return { key: key.trim() }
    case 'equals':
      return { key: key.trim(), filter: { equals: text } }
    case 'in':
      return { key: key.trim(), filter: { in: listOf(text) } }
    case 'matches':
      return { key: key.trim(), filter: { matches: text } }
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
