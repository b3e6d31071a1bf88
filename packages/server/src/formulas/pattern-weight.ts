/**
 * The cost of compiling a regular expression, estimated from its text in about microseconds of an idle machine. It is
 * an upper bound: it counts again what the compiler merges or shares.
 */
export interface PatternWeight {
  /** Cost of the characters in ranges, which "(?i)" looks at one by one. */
  readonly folded: number
  /** Cost of classes such as \p{L}, counted where they stand. */
  readonly classes: number
  /** Cost of instructions. Those in a repeat count as often as it repeats. */
  readonly instructions: number
}

/** Parsing, and the fixed parts of every pattern. */
const EACH_PATTERN = 100
const EACH_INSTRUCTION = 4
const EACH_RANGE = 0.05
/** Such a class has up to 700 ranges. */
const EACH_UNICODE_CLASS = 10
const READING_A_UNICODE_CLASS = 150
const FOLDED_IN_A_MICROSECOND = 20

/**
 * All characters that have another case lie between these two. The compiler ignores others, and ranges that hold all of
 * them.
 */
const FIRST_FOLDED = 0x41
const LAST_FOLDED = 0x1e943

const COUNTED = /\{(\d+)(?:(,)(\d*))?\}/y
const FLAGS = /\(\?([a-zA-Z]*)(?:-[a-zA-Z]*)?([:)])/y
const NAME = /\(\?P?<[^>=!]*>/y
const UNICODE_CLASS = /\\[pP](?:\{[^}]*\}?|.)/suy
const QUOTED = /\\Q(.*?)(?:\\E|$)/suy
const ESCAPED = /\\(?:x\{([0-9a-fA-F]*)\}|x([0-9a-fA-F]{2})|([0-7]{1,3})|.)/suy
const POSIX_CLASS = /\[:\^?\w*:\]/y

/** The rounded sum. */
export function totalOf({ folded, classes, instructions }: PatternWeight): number {
  return Math.ceil(folded + classes + instructions)
}

/** Also works for a text that is not a pattern. */
export function weightOf(source: string): PatternWeight {
  return new PatternScale(source).weigh()
}

/** The content between two parentheses, and its last part, which a repeat would apply to. */
interface Group {
  before: number
  last: number
}

class PatternScale {
  readonly #source: string
  readonly #groups: Group[] = []
  #group: Group = { before: EACH_PATTERN, last: 0 }
  #at = 0
  #ignoresCase = false
  #folded = 0
  #classes = 0

  constructor(source: string) {
    this.#source = source
  }

  weigh(): PatternWeight {
    while (this.#at < this.#source.length) this.#takePart()
    while (this.#groups.length > 0) this.#closeGroup()
    return { folded: this.#folded, classes: this.#classes, instructions: this.#group.before + this.#group.last }
  }

  #takePart(): void {
    const sign = this.#source[this.#at]
    if (sign === '\\') this.#takeEscaped()
    else if (sign === '[') this.#takeClass()
    else if (sign === '(') this.#openGroup()
    else if (sign === '{') this.#takeCounted()
    else {
      this.#at += 1
      if (sign === ')') this.#closeGroup()
      else if (sign === '*' || sign === '+' || sign === '?') this.#repeat(1)
      else this.#add(EACH_INSTRUCTION)
    }
  }

  #takeEscaped(): void {
    const quoted = this.#take(QUOTED)
    if (quoted !== null) this.#add(EACH_INSTRUCTION * (quoted[1]?.length ?? 0))
    else if (this.#take(UNICODE_CLASS) !== null) this.#add(EACH_INSTRUCTION + this.#unicodeClass())
    else {
      if (this.#take(ESCAPED) === null) this.#at += 1
      this.#add(EACH_INSTRUCTION)
    }
  }

  #takeClass(): void {
    this.#at += 1
    if (this.#source[this.#at] === '^') this.#at += 1
    let weight = EACH_INSTRUCTION
    for (let isFirst = true; this.#at < this.#source.length; isFirst = false) {
      if (this.#source[this.#at] === ']' && !isFirst) break
      weight += this.#partOfClass()
    }
    this.#at += 1
    this.#add(weight)
  }

  #partOfClass(): number {
    if (this.#take(POSIX_CLASS) !== null) return EACH_RANGE
    if (this.#take(UNICODE_CLASS) !== null) return this.#unicodeClass()
    const from = this.#takeCharacter()
    if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') return EACH_RANGE
    this.#at += 1
    const to = this.#takeCharacter()
    if (this.#ignoresCase && (from > FIRST_FOLDED || to < LAST_FOLDED)) {
      const looked = Math.min(to, LAST_FOLDED) - Math.max(from, FIRST_FOLDED)
      this.#folded += Math.max(0, looked) / FOLDED_IN_A_MICROSECOND
    }
    return EACH_RANGE
  }

  /** Its character code. */
  #takeCharacter(): number {
    const escaped = this.#take(ESCAPED)
    if (escaped !== null) {
      const [text, braced, two, octal] = escaped
      if (octal !== undefined) return Number.parseInt(octal, 8)
      const digits = braced ?? two
      return digits === undefined ? (text.codePointAt(1) ?? 0) : Number.parseInt(digits, 16)
    }
    const code = this.#source.codePointAt(this.#at) ?? 0
    this.#at += code > 0xffff ? 2 : 1
    return code
  }

  #unicodeClass(): number {
    this.#classes += READING_A_UNICODE_CLASS
    return EACH_UNICODE_CLASS
  }

  #openGroup(): void {
    const flags = this.#take(FLAGS)
    if (flags?.[1]?.includes('i') === true) this.#ignoresCase = true
    if (flags?.[2] === ')') return
    if (flags === null && this.#take(NAME) === null) this.#at += 1
    this.#groups.push(this.#group)
    // A capturing group has two instructions of its own.
    this.#group = { before: 2 * EACH_INSTRUCTION, last: 0 }
  }

  #closeGroup(): void {
    const inner = this.#group
    this.#group = this.#groups.pop() ?? { before: 0, last: 0 }
    this.#add(inner.before + inner.last)
  }

  #takeCounted(): void {
    const counted = this.#take(COUNTED)
    if (counted === null) {
      this.#at += 1
      this.#add(EACH_INSTRUCTION)
      return
    }
    const [, least, comma, most] = counted
    this.#repeat(comma === undefined ? Number(least) : Number(most === '' ? Number(least) + 1 : most))
  }

  #repeat(times: number): void {
    this.#group.last = times * (this.#group.last + EACH_INSTRUCTION)
  }

  #add(weight: number): void {
    this.#group.before += this.#group.last
    this.#group.last = weight
  }

  #take(what: RegExp): RegExpExecArray | null {
    what.lastIndex = this.#at
    const found = what.exec(this.#source)
    if (found !== null) this.#at = what.lastIndex
    return found
  }
}
