import { isAIFlowError } from '@aiflow/sdk/internal'
import type { Logger } from '../log/logger.ts'
import { COMMIT_ERROR_CODES, type SchedulerStorage } from '../storage/storage.ts'
import { Batch } from './batch.ts'
import type { Changes } from './changes.ts'
import type { ConnectedWorkers } from './connected-workers.ts'
import { producerKeyOf, type Work } from './work.ts'
import { World } from './world.ts'

/** What one commit takes in at most. */
const BATCH_LIMIT = 500

export interface CommitLoopOptions {
  readonly storage: SchedulerStorage
  readonly workers: ConnectedWorkers
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Steps were taken in memory and are about to be committed. */
  readonly applied: (world: World) => void
  /** The changes are durable. */
  readonly committed: (world: World, changes: Changes) => void
  /** The world was built anew from the store. */
  readonly reloaded: (world: World) => void
  /** Another scheduler has taken the store: this one can decide nothing any more. */
  readonly lostStore: (error: unknown) => void
}

/**
 * Takes steps and commits them, as many at once as have come in since the last commit began. A batch that fails is taken
 * back as a whole, by building the world anew; then its works are redone one by one, and an event whose step cannot be
 * taken is stored, set aside as a dead letter, and passed over.
 */
export class CommitLoop {
  readonly #options: CommitLoopOptions
  readonly #queue: Work[] = []
  #world: World
  #draining: Promise<void> | null = null
  #isClosed = false

  constructor(world: World, options: CommitLoopOptions) {
    this.#world = world
    this.#options = options
  }

  /** The state of the last commit, and within a batch ahead of it. */
  get world(): World {
    return this.#world
  }

  add(work: Work): void {
    this.#queue.push(work)
    if (this.#draining !== null || this.#isClosed) return
    this.#draining = new Promise((resolve) => setImmediate(resolve)).then(() => this.#drain())
  }

  /** Resolves when nothing is being committed, so that the world is what the store holds. */
  async settled(): Promise<void> {
    while (this.#draining !== null) await this.#draining
  }

  /** Commits what has come in, then takes nothing more. */
  async close(): Promise<void> {
    await this.settled()
    this.#isClosed = true
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const works = this.#queue.splice(0, BATCH_LIMIT)
      try {
        await this.#commit(works, new Map())
      } catch (error) {
        await this.#recover(works, error)
      }
    }
    this.#draining = null
  }

  async #commit(works: readonly Work[], poisoned: ReadonlyMap<number, string>): Promise<void> {
    const known = await this.#findKnown(works)
    const batch = new Batch(this.#world, this.#options.workers, this.#options.now())
    for (const work of works) {
      const context = { known, poisoned, current: 0 }
      try {
        work.apply(this.#world, batch, context)
      } catch (error) {
        throw new StepFailure(context.current, error)
      }
    }
    this.#options.applied(this.#world)
    const commit = batch.toCommit()
    if (commit.events.length > 0 || commit.inboxRemoved.length > 0) await this.#options.storage.commit(commit)
    this.#options.committed(this.#world, batch.changes)
    for (const work of works) work.committed()
  }

  async #findKnown(works: readonly Work[]): Promise<Map<string, number>> {
    const keys = works.flatMap((work) => work.producerKeys)
    const known = new Map<string, number>()
    if (keys.length === 0) return known
    const offsets = await this.#options.storage.findDuplicates(keys)
    keys.forEach((key, index) => {
      const offset = offsets[index]
      if (typeof offset === 'number') known.set(producerKeyOf(key), offset)
    })
    return known
  }

  async #recover(works: readonly Work[], error: unknown): Promise<void> {
    if (!(await this.#reload(works, error))) return
    if (isStoreError(error)) {
      this.#options.logger.error({ err: error }, 'the store refused a commit')
      for (const work of works) work.failed(error)
      if (isAIFlowError(error) && error.code === 'EPOCH_LOST') this.#options.lostStore(error)
      return
    }
    for (const work of works) await this.#redo(work)
  }

  /** Takes the steps of one work alone; where one cannot be taken, without it. */
  async #redo(work: Work): Promise<void> {
    const poisoned = new Map<number, string>()
    for (;;) {
      try {
        return await this.#commit([work], poisoned)
      } catch (error) {
        const { index, cause } = error instanceof StepFailure ? error : { index: poisoned.size, cause: error }
        this.#options.logger.error({ err: cause }, 'the step of an event could not be taken')
        if (!(await this.#reload([work], error))) return
        // The same event fails although its step was not taken: storing it is what fails.
        if (isStoreError(error) || poisoned.has(index)) return work.failed(cause)
        poisoned.set(index, messageOf(cause))
      }
    }
  }

  async #reload(works: readonly Work[], reason: unknown): Promise<boolean> {
    try {
      this.#world = new World(await this.#options.storage.load())
      this.#options.reloaded(this.#world)
      return true
    } catch (error) {
      this.#options.logger.fatal({ err: error, reason: messageOf(reason) }, 'the store cannot be read')
      for (const work of works) work.failed(error)
      this.#options.lostStore(error)
      return false
    }
  }
}

class StepFailure extends Error {
  readonly index: number

  constructor(index: number, cause: unknown) {
    super(messageOf(cause), { cause })
    this.index = index
  }
}

function isStoreError(error: unknown): boolean {
  return isAIFlowError(error) && COMMIT_ERROR_CODES.includes(error.code)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
