import type { InboxEntry } from '../../storage/image.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'
import type { Work } from './work.ts'

/** Reads the next events of a lane's inbox from the store, while the world matches the store. */
export class RefillWork implements Work {
  readonly producerKeys: readonly [] = []
  readonly #lane: Lane
  readonly #taken: () => void
  #entries: readonly InboxEntry[] = []
  #emptied = 0

  /** `taken` is called within the batch, once conditions may be asked about the lane's next event. */
  constructor(lane: Lane, taken: () => void) {
    this.#lane = lane
    this.#taken = taken
  }

  async prepare(storage: SchedulerStorage): Promise<void> {
    this.#emptied = this.#lane.inbox.emptied
    this.#entries = await storage.lanes.loadInboxHead(this.#lane.id)
  }

  apply(world: World): void {
    this.#taken()
    // In a rebuilt world the lanes are other objects, and already hold their first events.
    if (world.currentLane(this.#lane) !== this.#lane || this.#lane.inbox.emptied !== this.#emptied) return
    this.#lane.inbox.refill(this.#entries)
  }

  committed(): void {}

  failed(): void {}

  parts(): readonly Work[] {
    return []
  }
}
