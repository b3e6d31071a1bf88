import { Pattern, PatternError } from './pattern.ts'

const MAX_KEPT = 1000
/** Maximum bytes of all kept patterns, by their own estimate. */
const MAX_BYTES = 64 * 1024 * 1024

// By source text, because many workflows have the same conditions. The most recently used one is last.
const kept = new Map<string, Pattern>()

/** Returns the compiled pattern, and compiles it if it is not kept. Throws `PatternError`. */
export function patternOf(source: string): Pattern {
  const known = kept.get(source)
  if (known !== undefined) kept.delete(source)
  const pattern = known ?? new Pattern(source)
  kept.set(source, pattern)
  if (known === undefined) forgetOldest()
  return pattern
}

/** Why the text is not a pattern; null if it is. */
export function patternProblem(source: string): PatternError | null {
  try {
    patternOf(source)
    return null
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
}

/** Measures all patterns each time a new one comes, because they grow with use. Compiling took longer than that. */
function forgetOldest(): void {
  let bytes = [...kept.values()].reduce((sum, pattern) => sum + pattern.bytes, 0)
  for (const [source, pattern] of kept) {
    if (kept.size === 1 || (kept.size <= MAX_KEPT && bytes <= MAX_BYTES)) return
    bytes -= pattern.bytes
    kept.delete(source)
  }
}
