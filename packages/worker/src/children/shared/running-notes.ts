import { join } from 'node:path'
import { AppendedFile } from '../../system/appended-file.ts'
import { readWhatIsThere, writeWhole } from '../../system/atomic-file.ts'

/** A longer file is written anew, without those that have ended. */
const MAX_BYTES = 256 * 1024

/**
 * Notes in the folder of a child that runs many tasks at once: which attempts begin and have ended. By them an attempt is found
 * whose own lines are gone.
 */
export class RunningNotes {
  readonly #file: AppendedFile
  readonly #running: () => readonly string[]

  /** `running` returns those that run now. */
  constructor(folder: string, running: () => readonly string[]) {
    this.#file = new AppendedFile(fileIn(folder))
    this.#running = running
  }

  begins(attemptId: string): void {
    this.#note(`+${attemptId}\n`)
  }

  ended(attemptId: string): void {
    this.#note(`-${attemptId}\n`)
    if (this.#file.size > MAX_BYTES) this.#shorten()
  }

  #note(line: string): void {
    try {
      this.#file.append(line)
    } catch {
      // The lines of the attempt say the same.
    }
  }

  #shorten(): void {
    try {
      writeWhole(this.#file.path, [...this.#running()].map((attemptId) => `+${attemptId}\n`).join(''))
    } catch {
      // The next end tries again.
    }
  }
}

/** The attempts that such a child may be running. Null if it is another kind of child. */
export function readRunningNotes(folder: string): readonly string[] | null {
  const text = readWhatIsThere(fileIn(folder))
  if (text === null) return null
  const running = new Set<string>()
  for (const line of text.split('\n').slice(0, -1)) {
    if (line.startsWith('+')) running.add(line.slice(1))
    else running.delete(line.slice(1))
  }
  return [...running]
}

function fileIn(folder: string): string {
  return join(folder, 'running')
}
