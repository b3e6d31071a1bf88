import { RE2JS } from 're2js'
import { TimeLimit } from './time-limit.ts'

/** What a compiled pattern may weigh: a test takes time in proportion to it, and to the text. */
const MAX_INSTRUCTIONS = 5000
const MAX_CHARACTERS = 4096

/** Of one test. */
const LIMIT_MS = 100

/**
 * Instructions times characters that a test does without being watched: 4 ms where the pattern is at its worst.
 * Watching costs more than most tests.
 */
const QUICK_WORK = 250_000

/** What a pattern may learn about texts, so that they cost it less; by its own estimate, in bytes. */
const LEARNED_BYTES = 256 * 1024

const MAX_KEPT = 1000

// Watched code runs one at a time: it never waits.
const limit = new TimeLimit(LIMIT_MS)

// By their text: the conditions of many workflows are alike. The one that was used last stands last.
const kept = new Map<string, Pattern>()

/** A test that was given up, or a pattern that is none. The message is for people. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** A regular expression in the syntax of RE2: a test takes time in proportion to the text, whatever the pattern. */
export class Pattern {
  readonly #source: string
  readonly #compiled: RE2JS

  /** Throws `PatternError`. */
  constructor(source: string) {
    this.#source = source
    this.#compiled = compile(source)
  }

  /** Instructions of the compiled pattern. */
  get size(): number {
    return this.#compiled.programSize()
  }

  /** Whether the pattern is found in the text. Throws `PatternError` where that takes too long. */
  test(text: string): boolean {
    if (this.size * text.length <= QUICK_WORK) return this.#compiled.test(text)
    const found = limit.run(() => this.#compiled.test(text))
    if (found !== null) return found.value
    throw new PatternError(
      `the pattern "${clip(this.#source)}" took longer than ${LIMIT_MS} ms for a text of ${text.length} characters`,
    )
  }
}

/** The pattern, compiled once as long as it is in use. Throws `PatternError`. */
export function patternOf(source: string): Pattern {
  const known = kept.get(source)
  if (known !== undefined) kept.delete(source)
  const pattern = known ?? new Pattern(source)
  kept.set(source, pattern)
  const [oldest] = kept.keys()
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return pattern
}

function compile(source: string): RE2JS {
  if (source.length > MAX_CHARACTERS) {
    throw new PatternError(`it is longer than ${MAX_CHARACTERS} characters`)
  }
  const compiled = parse(source)
  const size = compiled.programSize()
  if (size > MAX_INSTRUCTIONS) {
    throw new PatternError(`it is too large: ${size} instructions, and ${MAX_INSTRUCTIONS} are allowed`)
  }
  const { dfa } = compiled.re2()
  dfa.stateBudget = LEARNED_BYTES
  dfa.memBudget = LEARNED_BYTES
  return compiled
}

function parse(source: string): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause)
    throw new PatternError(`${clip(problem)}${hintOn(source)}`, { cause })
  }
}

/** What JavaScript knows and RE2 does not. */
function hintOn(source: string): string {
  if (/\(\?<?[=!]/.test(source)) return '; RE2 has no look-ahead and no look-behind'
  if (/\\[1-9]|\\k</.test(source)) return '; RE2 has no back-references'
  if (/\\u/.test(source)) return '; write \\x{41} for \\u0041'
  return ''
}

function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`
}
