const NOTHING = Buffer.alloc(0)

/**
 * What a script prints. A mark on a line of its own comes first, so that it is known whether the script has run. What comes
 * before it, such as a greeting of the login shell, is left out.
 */
export class ScriptOutput {
  readonly mark: string
  readonly #line: Buffer
  /** The end of what came before the mark, where the mark may have begun. */
  #before: Buffer = NOTHING
  #hasBegun = false

  constructor(mark: string) {
    this.mark = mark
    this.#line = Buffer.from(`${mark}\n`)
  }

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Returns the part of a chunk that is behind the mark. */
  take(chunk: Buffer): Buffer {
    if (this.#hasBegun) return chunk
    const all = Buffer.concat([this.#before, chunk])
    const index = all.indexOf(this.#line)
    this.#hasBegun = index >= 0
    this.#before = this.#hasBegun ? NOTHING : all.subarray(-this.#line.length)
    return this.#hasBegun ? all.subarray(index + this.#line.length) : NOTHING
  }
}
