import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { StoredEvent } from '../storage/rows.ts'
import type { ReaderOptions } from '../storage/sqlite/reader/reader.ts'
import { findReaderProgram, type ReaderProgram } from '../storage/sqlite/reader/reader-program.ts'
import { openThreadedReads } from '../storage/sqlite/reader/threaded-read-storage.ts'
import { SqliteSchedulerStorage } from '../storage/sqlite/sqlite-scheduler-storage.ts'
import { type CommitRows, commitRow, eventRow, NO_COUNTERS } from './rows.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** A store in a file, which a reader thread reads. */
export class ReadThreadStage {
  readonly path: string
  readonly scheduler: SqliteSchedulerStorage
  /** The messages that were logged. */
  readonly said: string[] = []
  readonly #folder: string
  readonly #remove: () => Promise<void>
  readonly #opened: ReadStorage[] = []
  #epoch = 0
  #lastOffset = 0

  private constructor(folder: string, remove: () => Promise<void>) {
    this.#folder = folder
    this.#remove = remove
    this.path = join(folder, 'aiflow.db')
    this.scheduler = new SqliteSchedulerStorage({ path: this.path })
  }

  static async create(): Promise<ReadThreadStage> {
    const { path, remove } = await createTemporaryFolder()
    const stage = new ReadThreadStage(path, remove)
    await stage.scheduler.open()
    stage.#epoch = (await stage.scheduler.load()).epoch
    return stage
  }

  open(options: Partial<ReaderOptions> = {}): ReadStorage {
    const say = (_: object, message: string) => void this.said.push(message)
    const reads = openThreadedReads({ path: this.path, now: () => 1, log: { info: say, error: say }, ...options })
    this.#opened.push(reads)
    return reads
  }

  /** The program of the reader thread, with code that runs before it. */
  programThatFirst(code: string): ReaderProgram {
    const { file, nodeArguments } = findReaderProgram()
    const own = join(this.#folder, 'program.mjs')
    writeFileSync(own, `${code}\nawait import(${JSON.stringify(file)})\n`)
    return { file: own, nodeArguments }
  }

  /** Resolves with the offset of the last event. */
  async append(...events: readonly Partial<StoredEvent>[]): Promise<number> {
    await this.commit({
      events: events.map((event, index) => eventRow({ offset: this.#lastOffset + index + 1, ...event })),
    })
    return this.#lastOffset
  }

  async commit(changes: CommitRows): Promise<void> {
    const { events = [] } = changes
    const counters = { ...NO_COUNTERS, lastOffset: this.#lastOffset + events.length }
    const place = { epoch: this.#epoch, expectedOffset: this.#lastOffset, counters }
    await this.scheduler.commit(commitRow({ ...changes, ...place }))
    this.#lastOffset = counters.lastOffset
  }

  async remove(): Promise<void> {
    for (const reads of this.#opened) await reads.close()
    await this.scheduler.close()
    await this.#remove()
  }
}
