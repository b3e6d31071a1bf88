import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../storage/sqlite/file/open-store.ts'
import { MIGRATIONS } from '../storage/sqlite/migrations/migrations.ts'
import { SqliteReadStorage } from '../storage/sqlite/sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from '../storage/sqlite/sqlite-scheduler-storage.ts'
import { type CommitRows, commitRow, NO_COUNTERS } from './rows.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** An SQLite store with its writing and its reading side, whose rows can be inspected. */
export class SqliteStage {
  readonly scheduler: SqliteSchedulerStorage
  readonly #path: string
  readonly #removeFolder: () => Promise<void>
  #epoch = 0
  #lastOffset = 0
  #lastVerdict = 0

  static async create(): Promise<SqliteStage> {
    const folder = await createTemporaryFolder()
    return new SqliteStage(join(folder.path, 'aiflow.db'), () => folder.remove())
  }

  constructor(path: string, removeFolder: () => Promise<void>) {
    this.#path = path
    this.#removeFolder = removeFolder
    this.scheduler = new SqliteSchedulerStorage({ path })
  }

  /** Creates a store with the schema of a released version, and fills it by the SQL. */
  fillOld(schemaVersion: number, sql: string): void {
    const old = openStore({ path: this.#path, timeMs: 0, migrations: MIGRATIONS.slice(0, schemaVersion) })
    old.execute(sql)
    old.close()
  }

  async open(): Promise<void> {
    await this.scheduler.open()
    const { epoch, counters } = await this.scheduler.load()
    this.#epoch = epoch
    this.#lastOffset = counters.lastOffset
    this.#lastVerdict = counters.verdict
  }

  get lastOffset(): number {
    return this.#lastOffset
  }

  async commit(changes: CommitRows): Promise<void> {
    const { events = [], verdicts = [] } = changes
    const counters = {
      ...NO_COUNTERS,
      lastOffset: this.#lastOffset + events.length,
      verdict: this.#lastVerdict + verdicts.length,
    }
    const place = { epoch: this.#epoch, expectedOffset: this.#lastOffset, counters }
    await this.scheduler.commit(commitRow({ ...changes, ...place }))
    this.#lastOffset = counters.lastOffset
    this.#lastVerdict = counters.verdict
  }

  /** Sweeps history from before a time, in slices of four rows. */
  async sweep(keepAfter: number): Promise<void> {
    const bounds = { keepAfter, keepProducerKeysAfter: 0, now: 10 }
    let position = await this.scheduler.history.sweep(bounds, { position: null, limit: 4 })
    while (position !== null) position = await this.scheduler.history.sweep(bounds, { position, limit: 4 })
  }

  async read<T>(ask: (reads: SqliteReadStorage) => Promise<T>): Promise<T> {
    const reads = new SqliteReadStorage({ path: this.#path })
    try {
      return await ask(reads)
    } finally {
      await reads.close()
    }
  }

  rows(sql: string): unknown[] {
    const database = new DatabaseSync(this.#path)
    const found = database.prepare(sql).all()
    database.close()
    return found.map((row) => ({ ...row }))
  }

  async remove(): Promise<void> {
    await this.scheduler.close()
    await this.#removeFolder()
  }
}
