import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LIBRARIES = '/usr/lib'

/** The clock of a server and its worker, which can be set while they run. What elapses is not changed by it. */
export class SettableClock {
  readonly environment: Readonly<Record<string, string>>
  readonly #file: string

  /** `folder` holds the file that says how the clock differs. */
  constructor(folder: string) {
    this.#file = join(folder, 'clock')
    this.set(0)
    this.environment = {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    }
  }

  /** Seconds relative to the clock of the machine; may be negative. */
  set(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`)
  }
}

function library(): string {
  const paths = readdirSync(LIBRARIES).map((name) => join(LIBRARIES, name, 'faketime/libfaketime.so.1'))
  const found = paths.find((path) => existsSync(path))
  if (found === undefined) throw new Error('There is no libfaketime. Install the package "faketime".')
  return found
}
