import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal'
import type { Backlog } from '../log/commit-report.ts'
import type { Logger } from '../log/logger.ts'
import type { Commit } from '../storage/commit.ts'
import { COMMIT_ERROR_CODES, type SchedulerStorage } from '../storage/storage.ts'
import { Batch } from './batch.ts'
import type { Changes } from './changes.ts'
import type { ConnectedWorkers } from './connected-workers.ts'
import { QueueBacklog } from './queue-backlog.ts'
import { producerKeyOf, type Work, type WorkContext } from './work.ts'
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
  /** The changes are durable. Must not throw: what is durable is not redone. */
  readonly committed: (world: World, changes: Changes, storeSeconds: number) => void
  /** The store refused a commit. */
  readonly refused: (error: unknown) => void
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
  readonly #backlog = new QueueBacklog()
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
    if (this.#isClosed) {
      work.failed(new AIFlowError('SERVER_UNAVAILABLE', 'The server is stopping. Try again once it is back.'))
      return
    }
    this.#backlog.add(work.size ?? 0)
    this.#queue.push(work)
    if (this.#draining === null) this.#draining = nextTurn().then(() => this.#drain())
  }

  /** What was handed in and is not committed yet. */
  get backlog(): Backlog {
    return this.#backlog.read()
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
      const taken = this.#backlog.take(works)
      try {
        await this.#commit(works, { poison: null, isRedone: false })
      } catch (error) {
        await this.#recover(works, error)
      }
      taken.done()
      // A long queue keeps nobody waiting: what came in meanwhile joins the next commit.
      if (this.#queue.length > 0) await nextTurn()
    }
    this.#draining = null
  }

  async #commit(works: readonly Work[], how: Omit<WorkContext, 'known'>): Promise<void> {
    const { storage, workers, now, applied, committed } = this.#options
    const known = await this.#findKnown(works)
    for (const work of works) await work.prepare(storage, this.#world)
    const batch = new Batch(this.#world, workers, now())
    const context = { ...how, known }
    for (const work of works) work.apply(this.#world, batch, context)
    applied(this.#world)
    const commit = batch.toCommit()
    const begun = performance.now()
    if (hasContent(commit)) await storage.commit(commit)
    committed(this.#world, batch.changes, (performance.now() - begun) / 1000)
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
      this.#options.refused(error)
      for (const work of works) work.failed(error)
      if (isAIFlowError(error) && error.code === 'EPOCH_LOST') this.#options.lostStore(error)
      return
    }
    for (const work of works.flatMap((whole) => whole.parts())) await this.#redo(work)
  }

  /** Takes the step of one event alone; where it cannot be taken, stores the event without it. */
  async #redo(work: Work): Promise<void> {
    let poison: string | null = null
    for (;;) {
      try {
        return await this.#commit([work], { poison, isRedone: true })
      } catch (error) {
        this.#options.logger.error({ err: error }, 'the step of an event could not be taken')
        if (!(await this.#reload([work], error))) return
        // It fails although its step was not taken: storing it is what fails.
        if (isStoreError(error) || poison !== null) return work.failed(error)
        poison = messageOf(error)
      }
    }
  }

  async #reload(works: readonly Work[], reason: unknown): Promise<boolean> {
    try {
      this.#world = new World(await this.#options.storage.load(), this.#world.guards)
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

function hasContent({ events, inboxRemoved, taskMetrics, workflowExecutionsDeleted }: Commit): boolean {
  return events.length > 0 || inboxRemoved.length > 0 || taskMetrics.length > 0 || workflowExecutionsDeleted.length > 0
}

function isStoreError(error: unknown): boolean {
  return isAIFlowError(error) && COMMIT_ERROR_CODES.includes(error.code)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
