import type { LogChunk } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { Printer } from '../../output/printing/printer.ts'

/** The position in the log of an attempt, to report gaps between chunks. */
export class LogPosition {
  readonly #printer: Printer
  #position: number | null = null

  constructor(printer: Printer) {
    this.#printer = printer
  }

  /** Null if the requested begin of the next chunk is not known. */
  set(position: number | null): void {
    this.#position = position
  }

  /** `from` is the requested begin of a chunk that does not follow another one. */
  pass({ offset, nextOffset }: LogChunk, from?: number): void {
    const missing = offset - (this.#position ?? from ?? offset)
    const { noteColors } = this.#printer
    if (missing > 0) this.#printer.note(noteColors.dim(`(${showBytes(missing)} of the log was not kept)`))
    this.#position = nextOffset
  }
}

export function showBytes(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte')
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 / 1024)} MiB`
}
