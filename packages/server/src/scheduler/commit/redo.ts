import type { Logger } from '../../log/logger.ts'
import { type Commit, hasContent } from '../../storage/commit.ts'
import type { SchedulerImage } from '../../storage/image.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import { Batch, type BatchOptions } from '../batch.ts'
import type { Guards } from '../world/guards.ts'
import { World } from '../world/world.ts'
import { KnownProducers } from './known-producers.ts'
import type { Work } from './work.ts'

/** For each event at fault, the world is rebuilt and the steps are taken once more. */
const MAX_CULPRITS = 100

export interface RedoOptions extends BatchOptions {
  readonly storage: SchedulerStorage
  readonly logger: Logger
  readonly guards: Guards
}

/** What was stored in one commit, step by step, and the world after the commit. */
interface Redone {
  readonly world: World
  readonly batches: readonly Batch[]
  readonly storeSeconds: number
}

/** An indivisible part, such as an event, of a work that is stored whole or not at all. */
interface Part {
  readonly work: Work
  readonly whole: number
}

interface Fault {
  readonly part: Part
  readonly error: unknown
}

/**
 * Redoes works whose commit failed, in one commit. Each part takes its steps and is written separately, to find out which
 * one fails. That part is recorded, everything is undone, and the next round skips the step of that part's event. If storing
 * the event itself fails, its whole work is refused. Nothing is stored until all of it can be.
 */
export class Redo {
  readonly #options: RedoOptions
  readonly #parts: readonly Part[]
  /** Why the step of a part cannot be taken. */
  readonly #poisons = new Map<Part, string>()
  /** Why a work cannot be stored. */
  readonly #refused = new Map<number, unknown>()
  readonly #wholes: number

  constructor(works: readonly Work[], options: RedoOptions) {
    this.#options = options
    this.#wholes = works.length
    this.#parts = works.flatMap((work, whole) => work.parts().map((part) => ({ work: part, whole })))
  }

  /** `world` must be built from `image`. Null if too many parts of different works are at fault. Throws the store's own errors. */
  async run(image: SchedulerImage, world: World): Promise<Redone | null> {
    const { storage, guards, logger } = this.#options
    const works = this.#parts.map(({ work }) => work)
    const known = await KnownProducers.find(storage, works)
    for (const work of works) await work.prepare(storage, world)
    for (;;) {
      const attempted = await this.#attempt(new World(image, guards), known.copy())
      if ('world' in attempted) return attempted
      logger.error({ err: attempted.error }, 'the step of an event could not be taken')
      this.#note(attempted)
      if (this.#poisons.size > MAX_CULPRITS && this.#wholes > 1) return null
      // Lets other requests be answered between two rounds.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Settles all works. */
  settle(): void {
    for (const { work, whole } of this.#parts) {
      if (this.#refused.has(whole)) work.failed(this.#refused.get(whole))
      else work.committed()
    }
  }

  async #attempt(world: World, known: KnownProducers): Promise<Redone | Fault> {
    const { storage } = this.#options
    const taken: { part: Part; batch: Batch; commit: Commit }[] = []
    world.beginBatch()
    for (const part of this.#parts) {
      if (this.#refused.has(part.whole)) continue
      const batch = new Batch(world, this.#options)
      try {
        part.work.apply(world, batch, { poison: this.#poisons.get(part) ?? null, isRedone: true, known })
      } catch (error) {
        return { part, error }
      }
      const commit = batch.toCommit()
      if (hasContent(commit)) taken.push({ part, batch, commit })
    }
    const begun = performance.now()
    const fault = await storage.commitAll(taken.map(({ commit }) => commit))
    const culprit = fault === null ? undefined : taken[fault.place]
    if (fault !== null && culprit === undefined) throw fault.error
    if (fault !== null && culprit !== undefined) return { part: culprit.part, error: fault.error }
    const storeSeconds = (performance.now() - begun) / 1000
    return { world, batches: taken.map(({ batch }) => batch), storeSeconds }
  }

  #note({ part, error }: Fault): void {
    if (this.#poisons.has(part)) {
      // It fails although its step was skipped, so storing it is what fails.
      this.#refused.set(part.whole, error)
      return
    }
    this.#poisons.set(part, messageOf(error))
    if (this.#poisons.size <= MAX_CULPRITS || this.#wholes > 1) return
    const untried = `it was not tried, since the steps of ${MAX_CULPRITS} events before it in the same request could not be taken`
    const from = this.#parts.indexOf(part) + 1
    for (const later of this.#parts.slice(from)) this.#poisons.set(later, untried)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
