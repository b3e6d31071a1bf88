import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'

/** Editors write a file in several steps; this long after the last of them it is taken for saved. */
const SETTLE_MS = 60

/** Tells when one of some files was saved. Folders are watched, since many editors put a new file in the place of the old. */
export class SourceWatch {
  readonly #onSaved: () => void
  readonly #folders = new Map<string, FSWatcher>()
  #names = new Map<string, ReadonlySet<string>>()
  #timer: Timer | null = null

  constructor(onSaved: () => void) {
    this.#onSaved = onSaved
  }

  /** Watches these files from now on, and no others. */
  set(files: readonly string[]): void {
    const byFolder = Map.groupBy(files, (file) => dirname(file))
    this.#names = new Map(
      [...byFolder].map(([folder, paths]) => [folder, new Set(paths.map((path) => basename(path)))]),
    )
    for (const [folder, watcher] of this.#folders) {
      if (this.#names.has(folder)) continue
      watcher.close()
      this.#folders.delete(folder)
    }
    for (const folder of this.#names.keys()) if (!this.#folders.has(folder)) this.#watch(folder)
  }

  close(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    for (const watcher of this.#folders.values()) watcher.close()
    this.#folders.clear()
  }

  #watch(folder: string): void {
    const watcher = watch(folder, (_type, name) => {
      if (name === null || this.#names.get(folder)?.has(name)) this.#settle()
    })
    // The folder is gone; what is saved elsewhere is still seen.
    watcher.on('error', () => this.#folders.delete(folder))
    this.#folders.set(folder, watcher)
  }

  #settle(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = startTimer(this.#onSaved, SETTLE_MS)
  }
}
