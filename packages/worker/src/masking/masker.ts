import type { FormIndex } from './form-index.ts'

const MASK = Buffer.from('***')

/**
 * Replaces values of secrets in bytes that come in pieces, in all of their forms. It holds back only what may be the beginning
 * of a value, until the next piece decides. Values that overlap are replaced together.
 */
export class Masker {
  readonly #index: FormIndex
  #held: Buffer = Buffer.alloc(0)
  /** Up to where what was found reaches, from the beginning of what is held. */
  #maskedTo = 0
  /** Whether the mask of the value that reaches there was written. */
  #isMasking = false

  constructor(index: FormIndex) {
    this.#index = index
  }

  /** What can be written now. */
  take(piece: Buffer): Buffer {
    const data = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece])
    return this.#release(data, this.#cutOf(data))
  }

  /** What is left when nothing follows. */
  end(): Buffer {
    return this.#release(this.#held, this.#held.length)
  }

  /** The first place from which on the data may be the beginning of a form. */
  #cutOf(data: Buffer): number {
    for (let at = Math.max(0, data.length - this.#index.longest + 1); at < data.length; at += 1) {
      if (this.#index.isCutAt(data, at)) return at
    }
    return data.length
  }

  #release(data: Buffer, cut: number): Buffer {
    const parts: Buffer[] = []
    let plainFrom = this.#maskedTo
    for (let at = 0; at < cut; at += 1) {
      const length = this.#index.lengthAt(data, at)
      if (length === 0) continue
      if (at > this.#maskedTo || !this.#isMasking) {
        if (at > plainFrom) parts.push(data.subarray(plainFrom, at))
        parts.push(MASK)
        this.#isMasking = true
      }
      this.#maskedTo = Math.max(this.#maskedTo, at + length)
      plainFrom = this.#maskedTo
    }
    if (cut > plainFrom) parts.push(data.subarray(plainFrom, cut))
    this.#isMasking = this.#maskedTo >= cut && this.#isMasking
    this.#maskedTo = Math.max(0, this.#maskedTo - cut)
    this.#held = Buffer.from(data.subarray(cut))
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
  }
}

/** A text that is whole. */
export function maskText(index: FormIndex, text: string): string {
  const masker = new Masker(index)
  return Buffer.concat([masker.take(Buffer.from(text)), masker.end()]).toString('utf8')
}
