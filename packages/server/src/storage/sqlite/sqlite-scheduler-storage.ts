import { randomUUID } from 'node:crypto'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../../model/lane-id.ts'
import type { Commit } from '../commit.ts'
import type { ExpiredExecutions, HistoryBounds, HistorySlice, SweepPosition } from '../history.ts'
import type { DeadLetterRow, PendingStartRow, SnapshotRow, StoredEvent, UnreadableRow } from '../rows.ts'
import {
  COMMIT_ERROR_CODES,
  type CommitFault,
  type Duplicate,
  type ExecutionImage,
  type InboxEntry,
  type ProducerKey,
  type ReadState,
  type SchedulerImage,
  type SchedulerStorage,
  type SweptAttempt,
} from '../storage.ts'
import { CommitBlocks } from './commit/commit-blocks.ts'
import { readExecutionImage, readSchedulerImage } from './commit/read-image.ts'
import { writeCommit } from './commit/write-commit.ts'
import { findEvent } from './events/causes.ts'
import { findExpiredExecutions } from './executions/expired-executions.ts'
import type { SqliteConnection } from './file/connection.ts'
import { refuseDamage } from './file/guard-store.ts'
import { openStore } from './file/open-store.ts'
import { requireRoom } from './file/require-room.ts'
import { StoreFiles } from './file/store-files.ts'
import { releasePages, sweepHistory } from './history/sweep-history.ts'
import { sweep } from './history/sweeps.ts'
import { mendStoreRow } from './rows/mend-store-row.ts'
import { requireEpoch, takeEpoch, touchStore } from './rows/store-row.ts'
import { findControlResult } from './tables/control-results.ts'
import { findDeadLetter, findLettersUnderWay } from './tables/dead-letters.ts'
import { readInboxHead } from './tables/inbox.ts'
import { addDefaultNamespace } from './tables/namespaces.ts'
import { readPendingHead } from './tables/pending-starts.ts'
import { findProducerKeys, hasEarlierKeys } from './tables/producer-keys.ts'
import { findSnapshot, readUsedBlobs } from './tables/snapshots.ts'
import { readState } from './tables/states.ts'
import { findKnownAttempts, readArtifactBlobs } from './tables/task-executions.ts'
import { findEndedExecution, findWorkflowExecution, isSnapshotUsed } from './tables/workflow-executions.ts'

export interface SqliteSchedulerStorageOptions {
  readonly path: string
  /** Names the backup that is made before a migration. */
  readonly now?: () => number
}

interface OpenStore {
  readonly connection: SqliteConnection
  readonly epoch: number
  readonly files: StoreFiles
}

/** The scheduler's side of a store in one SQLite file. Its statements run on the caller's thread. */
export class SqliteSchedulerStorage implements SchedulerStorage {
  readonly #path: string
  readonly #now: () => number
  readonly #blocks = new CommitBlocks()
  #open: OpenStore | null = null
  /** Keys of an older version go with time, and with them the need to look for them. */
  #hasEarlierKeys = false
  /** What was wrong with the row about the store when it was opened. */
  #mended: readonly UnreadableRow[] = []

  constructor({ path, now = Date.now }: SqliteSchedulerStorageOptions) {
    this.#path = path
    this.#now = now
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
    // The epoch is the one taken, also where another scheduler took a later one since: its commits are then refused.
    const image = connection.read(() => readSchedulerImage(connection))
    const readStateOf: ReadState = (lane, name) => readState(this.#opened().connection, lane, name)
    return { ...image, readState: readStateOf, unreadable: [...this.#mended, ...image.unreadable], epoch }
  }

  async loadExecution(workflowExecutionId: number): Promise<ExecutionImage | null> {
    const { connection } = this.#opened()
    return connection.read(() => {
      const execution = findWorkflowExecution(connection, workflowExecutionId)
      return execution === null ? null : readExecutionImage(connection, execution)
    })
  }

  async findEndedExecution(workflowExecutionId: number): Promise<string | null> {
    return findEndedExecution(this.#opened().connection, workflowExecutionId)
  }

  async loadInboxHead(lane: LaneId): Promise<readonly InboxEntry[]> {
    const { connection } = this.#opened()
    return connection.read(() => readInboxHead(connection, lane))
  }

  async loadPendingHead(
    of: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'>,
  ): Promise<readonly PendingStartRow[]> {
    const { connection } = this.#opened()
    return connection.read(() => readPendingHead(connection, of))
  }

  async loadSnapshot(hash: string): Promise<SnapshotRow | null> {
    const { connection } = this.#opened()
    return connection.read(() => findSnapshot(connection, hash))
  }

  async isSnapshotUsed(hash: string): Promise<boolean> {
    const { connection } = this.#opened()
    return connection.read(() => isSnapshotUsed(connection, hash))
  }

  async sweep(limit: number, tell: (attempt: SweptAttempt) => void = () => undefined): Promise<boolean> {
    const { connection, epoch } = this.#opened()
    return connection.write(() => {
      requireEpoch(connection, epoch)
      return sweep(connection, { limit, tell })
    })
  }

  async findKnownAttempts(attemptIds: readonly string[]): Promise<readonly string[]> {
    const { connection } = this.#opened()
    return connection.read(() => findKnownAttempts(connection, attemptIds))
  }

  async findControlResult(offset: number): Promise<{ result: Json } | null> {
    const { connection } = this.#opened()
    return connection.read(() => findControlResult(connection, offset))
  }

  async findEvent(offset: number): Promise<StoredEvent | null> {
    const { connection } = this.#opened()
    return connection.read(() => findEvent(connection, offset))
  }

  async loadDeadLetter(id: number): Promise<{ letter: DeadLetterRow; event: StoredEvent | null } | null> {
    const { connection } = this.#opened()
    return connection.read(() => {
      const letter = findDeadLetter(connection, id)
      return letter === null ? null : { letter, event: findEvent(connection, letter.eventOffset) }
    })
  }

  async findLettersUnderWay(ids: readonly number[]): Promise<readonly number[]> {
    return findLettersUnderWay(this.#opened().connection, ids)
  }

  async findDuplicates(keys: readonly ProducerKey[]): Promise<(Duplicate | null)[]> {
    const { connection } = this.#opened()
    return connection.read(() => findProducerKeys(connection, keys, this.#hasEarlierKeys))
  }

  async findExpiredExecutions(expired: ExpiredExecutions, limit: number): Promise<number[]> {
    const { connection } = this.#opened()
    return connection.read(() => findExpiredExecutions(connection, expired, limit))
  }

  async sweepHistory(bounds: HistoryBounds, slice: HistorySlice): Promise<SweepPosition> {
    const { connection, epoch } = this.#opened()
    this.#blocks.forget()
    return connection.write(() => {
      requireEpoch(connection, epoch)
      return sweepHistory(connection, bounds, slice)
    })
  }

  async releasePages(): Promise<boolean> {
    return releasePages(this.#opened().connection)
  }

  async findUsedBlobs(): Promise<ReadonlySet<string>> {
    const { connection } = this.#opened()
    return connection.read(() => new Set([...readUsedBlobs(connection), ...readArtifactBlobs(connection)]))
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

  /** Throws `STORE_UNAVAILABLE` where somebody has removed, exchanged or cut a file of it, `EPOCH_LOST` where another server has taken it. */
  confirm(): void {
    const { connection, epoch, files } = this.#opened()
    refuseDamage(connection, files)
    connection.read(() => requireEpoch(connection, epoch))
  }

  /** Lets the file grow no further than so many pages of 4 KiB: what needs more fails with `STORE_FULL`. */
  limitPages(count: number): void {
    this.#opened().connection.execute(`PRAGMA max_page_count = ${count}`)
  }

  async close(): Promise<void> {
    this.#open?.connection.close()
    this.#blocks.forget()
    this.#open = null
  }

  #opened(): OpenStore {
    if (this.#open === null) throw new Error(`The store "${this.#path}" is not open.`)
    return this.#open
  }
}
