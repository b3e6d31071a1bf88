import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'

/** Editors write a file in several steps. It counts as saved this long after the last step. */
const SETTLE_MS = 60

/** Reports when one of the given files was saved. It watches folders, because many editors replace a file by a new one. */
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
    // The folder is gone. The others are still watched.
    watcher.on('error', () => this.#folders.delete(folder))
    this.#folders.set(folder, watcher)
  }

  #settle(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = startTimer(this.#onSaved, SETTLE_MS)
  }
}
