import type { RE2JS } from 're2js'
import { lazyLibrary } from './lazy-library.ts'
import { type PatternWeight, totalOf, weightOf } from './pattern-weight.ts'
import { TimeLimit } from './time-limit.ts'

/**
 * Maximum number of instructions of a compiled pattern. The time of a test is proportional to them, and to the text.
 */
const MAX_INSTRUCTIONS = 5000
const MAX_CHARACTERS = 4096
/** Maximum cost of compiling a pattern, as counted by `weightOf`: 0.1 s of an idle machine. */
const MAX_WEIGHT = 100_000

/**
 * Time limit of one test, as a last safety net. The cost is counted beforehand, so a busy machine must not come near
 * it.
 */
const LIMIT_MS = 30_000

/** Instructions times characters per step of a `WorkBudget`: at most 1.6 microseconds. */
const WORK_A_STEP = 100

/**
 * Instructions times characters up to which a test runs without the watchdog: at most 4 ms. The watchdog costs more
 * than most tests.
 */
const QUICK_WORK = 250_000

/** Maximum bytes that a pattern may cache about texts to become faster, by its own estimate. */
const LEARNED_BYTES = 256 * 1024

/** Of a compiled pattern. */
const BYTES_OF_INSTRUCTION = 500
const BYTES_OF_WEIGHT = 35

/** The library that compiles and runs patterns. */
export const patternLibrary = lazyLibrary<typeof import('./pattern-library.ts')>({
  built: 'patterns.js',
  source: 'pattern-library.ts',
})

// Watched code runs one at a time, so it never waits.
const limit = new TimeLimit(LIMIT_MS)

/** The text is not a pattern, or the pattern is too large. The message is for people. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** A regular expression in the syntax of RE2. The time of a test is linear in the text, whatever the pattern. */
export class Pattern {
  readonly #source: string
  readonly #compiled: RE2JS
  /** The part of its weight that classes cause. */
  readonly #classes: number

  /** Throws `PatternError`. */
  constructor(source: string) {
    this.#source = source
    this.#classes = checkedWeight(source).classes
    this.#compiled = compile(source)
  }

  /** Estimated current size in bytes, including its cache. */
  get bytes(): number {
    const learned = LEARNED_BYTES - this.#compiled.re2().dfa.memBudget
    return BYTES_OF_INSTRUCTION * this.size + BYTES_OF_WEIGHT * this.#classes + learned
  }

  /** Instructions of the compiled pattern. */
  get size(): number {
    return this.#compiled.programSize()
  }

  /** Maximum cost of a test, in steps of a `WorkBudget`. */
  stepsFor(text: string): number {
    return 1 + Math.ceil((this.size * text.length) / WORK_A_STEP)
  }

  /** Whether the text contains the pattern. Throws `PatternError` if that takes too long. */
  test(text: string): boolean {
    if (this.size * text.length <= QUICK_WORK) return this.#compiled.test(text)
    const found = limit.run(() => this.#compiled.test(text))
    if (found !== null) return found.value
    throw new PatternError(
      `the pattern "${clip(this.#source)}" took longer than ${LIMIT_MS} ms for a text of ${text.length} characters`,
    )
  }
}

/**
 * The cost of compiling a pattern: see `weightOf`. Throws `PatternError` if it is too much, with advice on what to
 * write instead.
 */
export function compileWeight(source: string): number {
  return totalOf(checkedWeight(source))
}

function checkedWeight(source: string): PatternWeight {
  if (source.length > MAX_CHARACTERS) throw new PatternError(`it is longer than ${MAX_CHARACTERS} characters`)
  const weight = weightOf(source)
  if (totalOf(weight) <= MAX_WEIGHT) return weight
  throw new PatternError(`it is too large: ${heaviestPart(weight)}`)
}

function heaviestPart({ folded, classes, instructions }: PatternWeight): string {
  const most = Math.max(folded, classes, instructions)
  if (most === folded) {
    return 'with "(?i)", the ranges of its classes hold too many characters; write the letters of both cases, or use such a wide range only once'
  }
  if (most === classes) return 'it has too many classes such as \\p{L}; write one of them with a repeat'
  return 'its repeats multiply to too many instructions; repeat less often, or nest fewer repeats'
}

function compile(source: string): RE2JS {
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
  const { RE2JS } = patternLibrary()
  try {
    return RE2JS.compile(source)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause)
    throw new PatternError(`${clip(problem)}${hintOn(source)}`, { cause })
  }
}

/** Advice on syntax that JavaScript has and RE2 lacks. */
function hintOn(source: string): string {
  if (/\(\?<?[=!]/.test(source)) return '; RE2 has no look-ahead and no look-behind'
  if (/\\[1-9]|\\k</.test(source)) return '; RE2 has no back-references'
  if (/\\u/.test(source)) return '; write \\x{41} for \\u0041'
  return ''
}

function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`
}
