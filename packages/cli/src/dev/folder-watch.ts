import { type FSWatcher, statSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'

/** Editors write a file in several steps. It counts as saved this long after the last step. */
const SETTLE_MS = 60

export interface FolderWatchOptions {
  /** Called with the absolute paths in watched folders that changed. */
  readonly onChanged: (paths: ReadonlySet<string>) => void
  /** Called when a folder cannot be watched, for example because the machine allows no more. */
  readonly onFault: (folder: string, error: unknown) => void
}

interface Watched {
  readonly watcher: FSWatcher
  /** The number of the folder on its disk. */
  readonly place: number
}

/** Reports what changes in folders, not below them. Files are watched by their folder, because many editors replace them. */
export class FolderWatch {
  readonly #options: FolderWatchOptions
  readonly #watched = new Map<string, Watched>()
  #changed = new Set<string>()
  #timer: Timer | null = null

  constructor(options: FolderWatchOptions) {
    this.#options = options
  }

  /** Watches these folders from now on, and no others. For one that does not exist, the folder where it would appear. */
  set(folders: Iterable<string>): void {
    const wanted = new Map([...folders].map(existing))
    for (const [folder, { watcher, place }] of this.#watched) {
      // A folder that was removed and made again is another one.
      if (wanted.get(folder) === place) continue
      watcher.close()
      this.#watched.delete(folder)
    }
    for (const [folder, place] of wanted) if (!this.#watched.has(folder)) this.#watch(folder, place)
  }

  close(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    for (const { watcher } of this.#watched.values()) watcher.close()
    this.#watched.clear()
  }

  #watch(folder: string, place: number): void {
    try {
      const watcher = watch(folder, (_type, name) => this.#settle(name === null ? folder : join(folder, name)))
      // The folder is gone. The others are still watched.
      watcher.on('error', () => this.#watched.delete(folder))
      this.#watched.set(folder, { watcher, place })
    } catch (error) {
      this.#options.onFault(folder, error)
    }
  }

  #settle(path: string): void {
    this.#changed.add(path)
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = startTimer(() => {
      const changed = this.#changed
      this.#changed = new Set()
      this.#options.onChanged(changed)
    }, SETTLE_MS)
  }
}

/** The folder, or the nearest one above that exists, and its number. */
function existing(folder: string): [folder: string, place: number] {
  const stats = statSync(folder, { throwIfNoEntry: false })
  return stats === undefined ? existing(dirname(folder)) : [folder, stats.ino]
}
