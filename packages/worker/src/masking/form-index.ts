import { formsOf, MIN_CHARACTERS } from './forms.ts'

/** Each form is found by this many bytes at its beginning. No form is shorter. */
const HEAD_BYTES = MIN_CHARACTERS

/** Finds the forms of values in bytes. */
export class FormIndex {
  /** The length of the longest form; 0 if there is none. */
  readonly longest: number
  /** By the bytes at their beginning, longest first. */
  readonly #forms = new Map<string, Buffer[]>()
  /** The beginnings of forms that are shorter than a head. */
  readonly #shortHeads = new Set<string>()
  /** Whether a form begins with two bytes. Most places are ruled out by it. */
  readonly #pairs = new Uint8Array(0x10000)

  constructor(values: readonly string[]) {
    const forms = formsOf(values).sort((a, b) => b.length - a.length)
    this.longest = forms[0]?.length ?? 0
    for (const form of forms) this.#add(form)
  }

  /** The length of the longest form at a place; 0 if there is none. */
  lengthAt(data: Buffer, at: number): number {
    if (at + HEAD_BYTES > data.length || !this.#mayBegin(data, at)) return 0
    const forms = this.#forms.get(data.toString('latin1', at, at + HEAD_BYTES))
    return forms?.find((form) => isAt(data, at, form))?.length ?? 0
  }

  /** Whether the data ends in a form that begins at a place and goes on. */
  isCutAt(data: Buffer, at: number): boolean {
    const left = data.length - at
    if (left < HEAD_BYTES) return this.#shortHeads.has(data.toString('latin1', at))
    if (!this.#mayBegin(data, at)) return false
    const forms = this.#forms.get(data.toString('latin1', at, at + HEAD_BYTES))
    return forms?.some((form) => form.length > left && isAt(data, at, form.subarray(0, left))) ?? false
  }

  #mayBegin(data: Buffer, at: number): boolean {
    return this.#pairs[((data[at] ?? 0) << 8) | (data[at + 1] ?? 0)] === 1
  }

  #add(form: Buffer): void {
    const head = form.toString('latin1', 0, HEAD_BYTES)
    const known = this.#forms.get(head)
    if (known === undefined) this.#forms.set(head, [form])
    else known.push(form)
    this.#pairs[form.readUInt16BE(0)] = 1
    for (let length = 1; length < HEAD_BYTES; length += 1) this.#shortHeads.add(head.slice(0, length))
  }
}

function isAt(data: Buffer, at: number, form: Buffer): boolean {
  const end = at + form.length
  return end <= data.length && form.compare(data, at, end) === 0
}
