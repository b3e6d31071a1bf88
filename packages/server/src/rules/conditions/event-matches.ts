import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { EventMatch } from '@aiflow/sdk/internal/wire'
import { patternProblem } from '../../formulas/kept-patterns.ts'
import { matchesEvent } from '../matches-event.ts'
import { checkPatternWeight } from '../upload/pattern-weight.ts'
import type { JudgedWith, Occurrence } from './condition.ts'
import { type Evaluated, metBy, notMet } from './evaluated.ts'
import { clip, mismatch } from './reasons.ts'

/** Maximum characters of a pattern in a message. */
const MAX_PATTERN_CHARACTERS = 200

export function keysOf(matches: readonly EventMatch[]): string[] {
  return [...new Set(matches.map(({ key }) => key))]
}

export function patternsOf(matches: readonly EventMatch[]): string[] {
  return matches.flatMap(({ filter }) => filter?.matches ?? [])
}

export function checkMatches(matches: readonly EventMatch[], where: string): void {
  const patterns = patternsOf(matches)
  checkPatternWeight(patterns, `The condition of ${where}`)
  for (const pattern of patterns) {
    const cause = patternProblem(pattern)
    if (cause === null) continue
    const message = `The filter of ${where} is not a regular expression: "${clip(pattern, MAX_PATTERN_CHARACTERS)}". Reason: ${cause.message}. Patterns follow the syntax of RE2.`
    throw new AIFlowError('INVALID_CONDITION', message, { cause })
  }
}

/** Met if any of them matches. */
export function evaluateAny(matches: readonly EventMatch[], occurrence: Occurrence, judgedWith: JudgedWith): Evaluated {
  const { event } = occurrence
  return matches.some((match) => matchesEvent(match, event, judgedWith))
    ? metBy(occurrence)
    : notMet(() => mismatch(matches, event, judgedWith))
}
