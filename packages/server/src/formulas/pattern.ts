import { RE2JS } from 're2js'
import { type PatternWeight, totalOf, weightOf } from './pattern-weight.ts'
import { TimeLimit } from './time-limit.ts'

/** What a compiled pattern may weigh: a test takes time in proportion to it, and to the text. */
const MAX_INSTRUCTIONS = 5000
const MAX_CHARACTERS = 4096
/** What it may take to compile one, as `weightOf` counts it: 0.1 s of an idle machine. */
const MAX_WEIGHT = 100_000

/** Of one test, as a last net: what it may cost is counted before. A busy machine must not come near it. */
const LIMIT_MS = 30_000

/** Instructions of a pattern times characters in a step of a `WorkBudget`: 1.6 microseconds where the pattern is at its worst. */
const WORK_A_STEP = 100

/**
 * Instructions times characters that a test does without being watched: 4 ms where the pattern is at its worst.
 * Watching costs more than most tests.
 */
const QUICK_WORK = 250_000

/** What a pattern may learn about texts, so that they cost it less; by its own estimate, in bytes. */
const LEARNED_BYTES = 256 * 1024

/** Of a compiled one. */
const BYTES_OF_INSTRUCTION = 500
const BYTES_OF_WEIGHT = 35

// Watched code runs one at a time: it never waits.
const limit = new TimeLimit(LIMIT_MS)

/** A pattern that is none, or too large. The message is for people. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** A regular expression in the syntax of RE2: a test takes time in proportion to the text, whatever the pattern. */
export class Pattern {
  readonly #source: string
  readonly #compiled: RE2JS
  /** Of its weight, what is about classes. */
  readonly #classes: number

  /** Throws `PatternError`. */
  constructor(source: string) {
    this.#source = source
    this.#classes = checkedWeight(source).classes
    this.#compiled = compile(source)
  }

  /** About as many bytes as it takes now, with what it has learnt. */
  get bytes(): number {
    const learned = LEARNED_BYTES - this.#compiled.re2().dfa.memBudget
    return BYTES_OF_INSTRUCTION * this.size + BYTES_OF_WEIGHT * this.#classes + learned
  }

  /** Instructions of the compiled pattern. */
  get size(): number {
    return this.#compiled.programSize()
  }

  /** What a test costs at worst, in steps of a `WorkBudget`. */
  stepsFor(text: string): number {
    return 1 + Math.ceil((this.size * text.length) / WORK_A_STEP)
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

/**
 * What it takes to compile a pattern, counted: see `weightOf`. Throws `PatternError` where that is too much, with what to
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
    return 'with "(?i)" its classes have ranges of too many characters; write the letters of both cases instead, or only once a range that is as wide'
  }
  if (most === classes) return 'it has too many classes such as \\p{L}; write one of them with a repeat'
  return 'its repeats multiply to too many instructions; repeat less often, or less inside of each other'
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
