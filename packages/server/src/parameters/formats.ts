import { fullFormats } from 'ajv-formats/dist/formats.js'
import * as z from 'zod'
import { patternOf } from '../formulas/kept-patterns.ts'
import { PatternError } from '../formulas/pattern.ts'

const GREATEST_FLOAT = 2 ** 128 - 2 ** 104
const GREATEST_LONG = 2 ** 63

/** The formats that are checked. "binary" would accept anything. "password" only matters to people and forms. */
const { binary: _, ...CHECKED } = fullFormats
export const FORMATS = {
  ...CHECKED,
  regex: isPattern,
  // The versions of ajv accept any whole number, and any number.
  int64: { type: 'number', validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= GREATEST_LONG },
  float: { type: 'number', validate: (value: number) => Math.abs(value) <= GREATEST_FLOAT },
} as const

/**
 * The patterns that Zod writes beside its formats. Some use lookahead, which RE2 lacks. They are known to end, and run
 * under the watchdog.
 */
const PATTERNS_OF_ZOD: ReadonlySet<string> = new Set(
  Object.values(z.regexes).flatMap((regex) => (regex instanceof RegExp ? [regex.source] : [])),
)

export function isKnownFormat(format: string): boolean {
  return Object.hasOwn(FORMATS, format)
}

/** Names that Zod gives to patterns of the author. */
const NAMES_OF_ZOD: readonly string[] = [
  'starts_with',
  'ends_with',
  'includes',
  'lowercase',
  'uppercase',
  'emoji',
  'mac',
]

/** Whether Zod wrote an unknown format together with its pattern, so that the format adds nothing to the pattern. */
export function isFormatOfZod(format: string, pattern: unknown): boolean {
  return typeof pattern === 'string' && (NAMES_OF_ZOD.includes(format) || PATTERNS_OF_ZOD.has(pattern))
}

/** Throws `PatternError`. */
export function parameterPattern(source: string): { test(text: string): boolean } {
  return PATTERNS_OF_ZOD.has(source) ? new RegExp(source, 'u') : patternOf(source)
}

function isPattern(source: string): boolean {
  try {
    patternOf(source)
    return true
  } catch (error) {
    if (error instanceof PatternError) return false
    throw error
  }
}
