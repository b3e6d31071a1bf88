import { fullFormats } from 'ajv-formats/dist/formats.js'
import * as z from 'zod'
import { patternOf } from '../formulas/pattern.ts'

/** Those that ajv knows and checks; "binary" and the like accept anything. */
const FORMATS = new Set(
  Object.entries(fullFormats).flatMap(([name, format]) => (format === true && name !== 'password' ? [] : [name])),
)

/** Zod writes these beside its formats. Some look ahead, which RE2 cannot; they are known to end, and are watched. */
const PATTERNS_OF_ZOD: ReadonlySet<string> = new Set(
  Object.values(z.regexes).flatMap((regex) => (regex instanceof RegExp ? [regex.source] : [])),
)

export function isKnownFormat(format: string): boolean {
  return FORMATS.has(format)
}

/** Throws `PatternError`. */
export function parameterPattern(source: string): { test(text: string): boolean } {
  return PATTERNS_OF_ZOD.has(source) ? new RegExp(source, 'u') : patternOf(source)
}
