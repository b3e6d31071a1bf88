/*
 * What the program that masks output is told, as JSON on its stdin. It reads the output of an attempt from a pipe, and writes
 * it into the log, which is its stdout. It imports only what it needs, since each attempt with secrets has one.
 */

export interface MaskOrder {
  /** The values of secrets. */
  readonly values: readonly string[]
  /** Files that the attempt leaves, which are masked when it has ended. */
  readonly files: readonly string[]
  /** Is created once they are masked. Null if nobody looks for it. */
  readonly mark: string | null
}

/** The descriptor of the pipe with the output. */
export const OUTPUT_DESCRIPTOR = 3

/** By which the program that masks the output of an attempt is found. */
export const MASKED_VARIABLE = 'AIFLOW_MASKED_ATTEMPT'
