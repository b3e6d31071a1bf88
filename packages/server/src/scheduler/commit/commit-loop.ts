import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Backlog } from '../../log/commit-report.ts'
import type { Logger } from '../../log/logger.ts'
import { hasContent } from '../../storage/commit.ts'
import type { SchedulerImage } from '../../storage/image.ts'
import { COMMIT_ERROR_CODES, type SchedulerStorage } from '../../storage/storage.ts'
import { Batch, type BatchOptions } from '../batch.ts'
import { keepHeads } from '../judging/remembered-events.ts'
import { World } from '../world/world.ts'
import { KnownProducers } from './known-producers.ts'
import { refillPendingStarts } from './pending-refill.ts'
import { QueueBacklog } from './queue-backlog.ts'
import { Redo } from './redo.ts'
import { InboxWork, type Work } from './work.ts'

/** The maximum number of works in one commit. */
const BATCH_LIMIT = 500

/** A commit whose steps have appended this many events takes in nothing more, so that it ends soon. */
const EVENTS_LIMIT = 5000

export interface CommitLoopOptions extends BatchOptions {
  readonly storage: SchedulerStorage
  readonly logger: Logger
  /** Called when steps were taken in memory and are about to be committed. */
  readonly applied: (world: World) => void
  /** Called when the changes are durable. Must not throw, since durable changes are not redone. */
  readonly committed: (world: World, batch: Batch, storeSeconds: number) => void
  /** Called when the store has refused a commit. */
  readonly refused: (error: unknown) => void
  /** Called when the world was rebuilt from the store. */
  readonly reloaded: (world: World) => void
  /** Called when another scheduler has taken the store, so this one can no longer decide anything. */
  readonly lostStore: (error: unknown) => void
}

/**
 * Takes steps and commits them. A commit holds what has come in since the last commit began. A batch that fails is undone as
 * a whole, by rebuilding the world, and redone in one commit. In this commit, an event whose step cannot be taken is stored
 * and becomes a dead letter, and its step is skipped.
 */
export class CommitLoop {
  readonly #options: CommitLoopOptions
  readonly #queue: Work[] = []
  readonly #backlog = new QueueBacklog()
  #world: World
  #draining: Promise<void> | null = null
  #isClosed = false

  constructor(world: World, options: CommitLoopOptions) {
    this.#world = world
    this.#options = options
  }

  /** The state of the last commit; within a batch, ahead of it. */
  get world(): World {
    return this.#world
  }

  add(work: Work): void {
    if (this.#isClosed) {
      work.failed(new AIFlowError('SERVER_UNAVAILABLE', 'The server is stopping. Try again once it is back.'))
      return
    }
    this.#backlog.add(work.size ?? 0)
    this.#queue.push(work)
    if (this.#draining === null) this.#draining = nextTurn().then(() => this.#drain())
  }

  /** What was submitted and is not committed yet. */
  get backlog(): Backlog {
    return this.#backlog.read()
  }

  /** Resolves when nothing is being committed, so that the world matches the store. */
  async settled(): Promise<void> {
    while (this.#draining !== null) await this.#draining
  }

  /** Commits what has come in, then accepts nothing more. */
  async close(): Promise<void> {
    await this.settled()
    this.#isClosed = true
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const works = this.#queue.splice(0, BATCH_LIMIT)
      const taken = this.#backlog.take(works)
      let left: readonly Work[] = []
      try {
        left = await this.#commit(works)
      } catch (error) {
        await this.#recover(works, error)
      }
      // Works from inboxes may be heavy, so what came in meanwhile goes first.
      this.#queue.unshift(...left.filter((work) => !(work instanceof InboxWork)))
      this.#queue.push(...left.filter((work) => work instanceof InboxWork))
      taken.done(left)
      // Yields even with a long queue, so that what comes in meanwhile joins the next commit.
      if (this.#queue.length > 0) await nextTurn()
    }
    this.#draining = null
  }

  /** Returns what this commit has no room for. */
  async #commit(works: readonly Work[]): Promise<readonly Work[]> {
    const { storage, applied, committed } = this.#options
    const world = this.#world
    const context = { poison: null, isRedone: false, known: await KnownProducers.find(storage, works) }
    for (const work of works) await work.prepare(storage, world)
    await refillPendingStarts(storage, world)
    world.beginBatch()
    const batch = new Batch(world, this.#options)
    let count = 0
    for (const work of works) {
      if (batch.changes.events.rows.length >= EVENTS_LIMIT || batch.isHeavy) break
      work.apply(world, batch, context)
      count += 1
    }
    applied(world)
    const commit = batch.toCommit()
    const begun = performance.now()
    if (hasContent(commit)) await storage.commit(commit)
    keepHeads(world, batch.changes)
    committed(world, batch, (performance.now() - begun) / 1000)
    for (const work of works.slice(0, count)) work.committed()
    return works.slice(count)
  }

  async #recover(works: readonly Work[], error: unknown): Promise<void> {
    const image = await this.#reload(works, error)
    if (image === null) return
    if (isStoreError(error)) return this.#refuse(works, error)
    this.#options.logger.error({ err: error }, 'the step of an event could not be taken: its commit is redone')
    await this.#redo(works, image)
  }

  /** Redoes works in one commit or, if too many events are at fault, in one commit per work. */
  async #redo(works: readonly Work[], image: SchedulerImage): Promise<void> {
    const { committed, applied } = this.#options
    const redo = new Redo(works, { ...this.#options, guards: this.#world.guards })
    try {
      const redone = await redo.run(image, this.#world)
      if (redone === null) return await this.#redoOneByOne(works)
      this.#enter(redone.world)
      applied(redone.world)
      for (const { changes } of redone.batches) keepHeads(redone.world, changes)
      for (const batch of redone.batches) committed(redone.world, batch, redone.storeSeconds)
      redo.settle()
    } catch (error) {
      this.#refuse(works, error)
    }
  }

  async #redoOneByOne(works: readonly Work[]): Promise<void> {
    for (const work of works) {
      try {
        await this.#commit([work])
      } catch (error) {
        await this.#recover([work], error)
      }
    }
  }

  #refuse(works: readonly Work[], error: unknown): void {
    this.#options.logger.error({ err: error }, 'the store refused a commit')
    if (isStoreError(error)) this.#options.refused(error)
    for (const work of works) work.failed(error)
    if (isAIFlowError(error) && error.code === 'EPOCH_LOST') this.#options.lostStore(error)
  }

  /** Rebuilds the world from the store, and returns the image; null if the store cannot be read. */
  async #reload(works: readonly Work[], reason: unknown): Promise<SchedulerImage | null> {
    try {
      const image = await this.#options.storage.load()
      this.#enter(new World(image, this.#world.guards))
      return image
    } catch (error) {
      this.#options.logger.fatal({ err: error, reason }, 'the store cannot be read')
      for (const work of works) work.failed(error)
      this.#options.lostStore(error)
      return null
    }
  }

  #enter(world: World): void {
    this.#world = world
    this.#options.reloaded(world)
  }
}

function isStoreError(error: unknown): boolean {
  return isAIFlowError(error) && COMMIT_ERROR_CODES.includes(error.code)
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
