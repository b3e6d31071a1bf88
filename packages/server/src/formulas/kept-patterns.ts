import { Pattern, PatternError } from './pattern.ts'

const MAX_KEPT = 1000
/** Of all that are kept, by their own estimate. */
const MAX_BYTES = 64 * 1024 * 1024

// By their text: the conditions of many workflows are alike. The one that was used last stands last.
const kept = new Map<string, Pattern>()

/** The pattern, compiled once as long as it is in use. Throws `PatternError`. */
export function patternOf(source: string): Pattern {
  const known = kept.get(source)
  if (known !== undefined) kept.delete(source)
  const pattern = known ?? new Pattern(source)
  kept.set(source, pattern)
  if (known === undefined) forgetOldest()
  return pattern
}

/** Why the text is no pattern; null where it is one. */
export function patternProblem(source: string): PatternError | null {
  try {
    patternOf(source)
    return null
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
}

/** With each new one all are measured, since they grow as they are used; to compile it took longer. */
function forgetOldest(): void {
  let bytes = [...kept.values()].reduce((sum, pattern) => sum + pattern.bytes, 0)
  for (const [source, pattern] of kept) {
    if (kept.size === 1 || (kept.size <= MAX_KEPT && bytes <= MAX_BYTES)) return
    bytes -= pattern.bytes
    kept.delete(source)
  }
}
