import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { compileWeight, PatternError } from '../../formulas/pattern.ts'

/**
 * Maximum cost of compiling the regular expressions of an upload, as counted by `compileWeight`: a second of an idle
 * machine.
 */
const MAX_PATTERN_WEIGHT = 1_000_000

/** Throws `INVALID_WORKFLOW` if compiling them all would take too long. */
export function checkPatternWeight(patterns: readonly string[], owner: string): void {
  const weight = [...new Set(patterns)].reduce((sum, pattern) => sum + weightOf(pattern), 0)
  if (weight <= MAX_PATTERN_WEIGHT) return
  const message = `${owner} has ${patterns.length} regular expressions that take too long to compile together: ${weight} units, and ${MAX_PATTERN_WEIGHT} are allowed. Use fewer repeats, and fewer classes such as \\p{L}.`
  throw new AIFlowError('INVALID_WORKFLOW', message, { details: { weight, maxWeight: MAX_PATTERN_WEIGHT } })
}

/** A single pattern that is too heavy is refused elsewhere, with its place, before it is compiled. */
function weightOf(pattern: string): number {
  try {
    return compileWeight(pattern)
  } catch (error) {
    if (error instanceof PatternError) return 0
    throw error
  }
}
