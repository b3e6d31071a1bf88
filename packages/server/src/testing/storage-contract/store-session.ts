import type { Commit } from '../../storage/commit.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import { type CommitRows, commitRow, NO_COUNTERS } from '../rows.ts'

/** One store, empty at first, and the ways to reach it. */
export interface StoreFixture {
  /** Another scheduler of the same store each time, not opened yet. */
  createScheduler(): SchedulerStorage
  createReader(): ReadStorage
  /** Removes the store. */
  dispose(): Promise<void>
}

export type CreateStore = () => Promise<StoreFixture>

/** A store with one scheduler that has it open: fills in what a commit says about the commits before it. */
export class StoreSession {
  readonly fixture: StoreFixture
  readonly scheduler: SchedulerStorage
  readonly reader: ReadStorage
  #epoch = 0
  #lastOffset = 0

  constructor(fixture: StoreFixture) {
    this.fixture = fixture
    this.scheduler = fixture.createScheduler()
    this.reader = fixture.createReader()
  }

  async open(): Promise<void> {
    await this.scheduler.open()
    const image = await this.scheduler.load()
    this.#epoch = image.epoch
    this.#lastOffset = image.counters.lastOffset
  }

  get nextOffset(): number {
    return this.#lastOffset + 1
  }

  async commit(rows: CommitRows): Promise<void> {
    const commit = this.commitOf(rows)
    await this.scheduler.commit(commit)
    this.#lastOffset = commit.counters.lastOffset
  }

  commitOf(rows: CommitRows): Commit {
    const lastOffset = this.#lastOffset + (rows.events?.length ?? 0)
    const counters = { ...NO_COUNTERS, lastOffset }
    return commitRow({ epoch: this.#epoch, expectedOffset: this.#lastOffset, counters, ...rows })
  }

  async close(): Promise<void> {
    await this.reader.close()
    await this.scheduler.close()
    await this.fixture.dispose()
  }
}

/** Runs a test on a store of its own, and removes the store whatever the test does. */
export async function withStore(create: CreateStore, run: (store: StoreSession) => Promise<void>): Promise<void> {
  const store = new StoreSession(await create())
  try {
    await store.open()
    await run(store)
  } finally {
    await store.close()
  }
}

/** All rows of a list, read page by page. */
export async function readPages<Row>(
  list: (page: { limit: number; cursor?: string }) => Promise<{ items: Row[]; next: string | null }>,
  limit: number,
): Promise<Row[][]> {
  const pages: Row[][] = []
  let cursor: string | null = null
  do {
    const page: { items: Row[]; next: string | null } = await list(cursor === null ? { limit } : { limit, cursor })
    pages.push(page.items)
    cursor = page.next
  } while (cursor !== null)
  return pages
}
