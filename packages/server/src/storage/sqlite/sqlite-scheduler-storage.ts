import { randomUUID } from 'node:crypto'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Commit } from '../commit.ts'
import type { ReadState, SchedulerImage } from '../image.ts'
import type {
  BackfillLookups,
  BlobLookups,
  DeadLetterLookups,
  EventLookups,
  ExecutionLookups,
  History,
  LaneLookups,
  RequestLookups,
  SnapshotLookups,
  TaskLookups,
} from '../lookups.ts'
import type { UnreadableRow } from '../rows.ts'
import { COMMIT_ERROR_CODES, type CommitFault, type SchedulerStorage } from '../storage.ts'
import { CommitBlocks } from './commit/commit-blocks.ts'
import { readSchedulerImage } from './commit/read-image.ts'
import { writeCommit } from './commit/write-commit.ts'
import type { Read, SqliteConnection } from './file/connection.ts'
import { refuseDamage } from './file/guard-store.ts'
import { openStore } from './file/open-store.ts'
import { requireRoom } from './file/require-room.ts'
import { StoreFiles } from './file/store-files.ts'
import { releasePages, sweepHistory } from './history/sweep-history.ts'
import { sweep } from './history/sweeps.ts'
import { createLookups } from './lookups.ts'
import { mendStoreRow } from './rows/mend-store-row.ts'
import { requireEpoch, takeEpoch, touchStore } from './rows/store-row.ts'
import { addDefaultNamespace } from './tables/namespaces.ts'
import { hasEarlierKeys } from './tables/producer-keys.ts'
import { readState } from './tables/states.ts'

export interface SqliteSchedulerStorageOptions {
  readonly path: string
  /** Its time is part of the name of the backup made before a migration. */
  readonly now?: () => number
}

interface OpenStore {
  readonly connection: SqliteConnection
  readonly epoch: number
  readonly files: StoreFiles
}

/** The scheduler's side of a store in one SQLite file. Its statements run on the caller's thread. */
export class SqliteSchedulerStorage implements SchedulerStorage {
  readonly executions: ExecutionLookups
  readonly backfills: BackfillLookups
  readonly tasks: TaskLookups
  readonly lanes: LaneLookups
  readonly snapshots: SnapshotLookups
  readonly events: EventLookups
  readonly requests: RequestLookups
  readonly deadLetters: DeadLetterLookups
  readonly blobs: BlobLookups
  readonly history: History
  readonly #path: string
  readonly #now: () => number
  readonly #blocks = new CommitBlocks()
  #open: OpenStore | null = null
  /** Keys of an older version are swept with time, and then need not be looked up any more. */
  #hasEarlierKeys = false
  /** What was wrong with the row about the store when the store was opened. */
  #mended: readonly UnreadableRow[] = []

  constructor({ path, now = Date.now }: SqliteSchedulerStorageOptions) {
    this.#path = path
    this.#now = now
    const read: Read = (work) => {
      const { connection } = this.#opened()
      return connection.read(() => work(connection))
    }
    const lookups = createLookups({ read, hasEarlierKeys: () => this.#hasEarlierKeys })
    this.executions = lookups.executions
    this.backfills = lookups.backfills
    this.tasks = lookups.tasks
    this.lanes = lookups.lanes
    this.snapshots = lookups.snapshots
    this.events = lookups.events
    this.requests = lookups.requests
    this.deadLetters = lookups.deadLetters
    this.blobs = lookups.blobs
    this.history = {
      sweep: async (bounds, slice) => {
        this.#blocks.forget()
        return this.#sweep((connection) => sweepHistory(connection, bounds, slice))
      },
      sweepDeleted: async (limit, tell = () => undefined) =>
        this.#sweep((connection) => sweep(connection, { limit, tell })),
      releaseSpace: async () => releasePages(this.#opened().connection),
    }
  }

  async open(): Promise<void> {
    if (this.#open !== null) throw new Error(`The store "${this.#path}" is open already.`)
    const connection = openStore({ path: this.#path, timeMs: this.#now() })
    try {
      this.#hasEarlierKeys = hasEarlierKeys(connection)
      const epoch = connection.write(() => {
        addDefaultNamespace(connection, this.#now())
        this.#mended = mendStoreRow(connection, this.#now())
        return takeEpoch(connection, randomUUID())
      })
      this.#open = { connection, epoch, files: new StoreFiles(this.#path) }
    } catch (error) {
      connection.close()
      throw error
    }
  }

  async load(): Promise<SchedulerImage> {
    const { connection, epoch } = this.#opened()
    // The epoch is the one that was taken, even if another scheduler has taken a later one since. Then commits are refused.
    const image = connection.read(() => readSchedulerImage(connection))
    const readStateOf: ReadState = (lane, name) => readState(this.#opened().connection, lane, name)
    return { ...image, readState: readStateOf, unreadable: [...this.#mended, ...image.unreadable], epoch }
  }

  async commit(commit: Commit): Promise<void> {
    const { connection } = this.#opened()
    try {
      connection.write(() => writeCommit(connection, commit, this.#blocks))
    } catch (error) {
      this.#blocks.forget()
      throw error
    }
  }

  async commitAll(commits: readonly Commit[]): Promise<CommitFault | null> {
    const { connection } = this.#opened()
    let place = 0
    try {
      connection.write(() => {
        for (const [index, commit] of commits.entries()) {
          place = index
          writeCommit(connection, commit, this.#blocks)
        }
        place = commits.length
      })
      return null
    } catch (error) {
      this.#blocks.forget()
      if (place === commits.length || (isAIFlowError(error) && COMMIT_ERROR_CODES.includes(error.code))) throw error
      return { place, error }
    }
  }

  async probe(): Promise<void> {
    const { connection, epoch } = this.#opened()
    connection.write(() => {
      requireEpoch(connection, epoch)
      touchStore(connection)
    })
    requireRoom(this.#path)
  }

  /** Throws `STORE_UNAVAILABLE` if a file of it was removed, replaced or truncated, and `EPOCH_LOST` if another server has taken it. */
  confirm(): void {
    const { connection, epoch, files } = this.#opened()
    refuseDamage(connection, files)
    connection.read(() => requireEpoch(connection, epoch))
  }

  /** Lets the file grow to at most `count` pages of 4 KiB. A write that needs more fails with `STORE_FULL`. */
  limitPages(count: number): void {
    this.#opened().connection.execute(`PRAGMA max_page_count = ${count}`)
  }

  async close(): Promise<void> {
    this.#open?.connection.close()
    this.#blocks.forget()
    this.#open = null
  }

  #sweep<T>(work: (connection: SqliteConnection) => T): T {
    const { connection, epoch } = this.#opened()
    return connection.write(() => {
      requireEpoch(connection, epoch)
      return work(connection)
    })
  }

  #opened(): OpenStore {
    if (this.#open === null) throw new Error(`The store "${this.#path}" is not open.`)
    return this.#open
  }
}
