import type { ChildDoor, ChildLines, ChildOwner } from './child-door.ts'
import type { FromChild, MetricsSample } from './messages.ts'

/** A child that an earlier worker started, known by the attempt it runs. It leaves after that. */
export class AdoptedChild implements ChildOwner {
  readonly #attemptId: string
  readonly #door: ChildDoor
  readonly #takeMetrics: (sample: MetricsSample) => void
  readonly #lines = Promise.withResolvers<ChildLines>()
  readonly #stopFailed = Promise.withResolvers<void>()

  constructor(attemptId: string, door: ChildDoor, takeMetrics: (sample: MetricsSample) => void) {
    this.#attemptId = attemptId
    this.#door = door
    this.#takeMetrics = takeMetrics
    this.#stopFailed.promise.catch(() => undefined)
    door.expect(attemptId, this)
  }

  connected(lines: ChildLines): void {
    this.#lines.resolve(lines)
  }

  receive(message: FromChild): void {
    if (message.type === 'metrics') this.#takeMetrics(message.sample)
    else if (message.type === 'stopFailed') this.#stopFailed.reject(new Error(message.message))
  }

  /** Waits for the child to connect to this worker. */
  async askToStop(): Promise<void> {
    const lines = await this.#lines.promise
    lines.send({ type: 'stop', attemptId: this.#attemptId })
    return this.#stopFailed.promise
  }

  forget(): void {
    this.#door.forget(this.#attemptId)
  }
}
