import type { MetricsSample } from '../attempts/launcher.ts'
import type { ChildDoor, ChildLines, ChildOwner } from './child-door.ts'
import type { FromChild } from './messages.ts'

/** A child that an earlier worker started, identified by the attempt that it runs. It exits after that attempt. */
export class AdoptedChild implements ChildOwner {
  readonly #attemptId: string
  readonly #door: ChildDoor
  readonly #takeMetrics: (sample: MetricsSample) => void
  readonly #lines = Promise.withResolvers<{ lines: ChildLines; answersStops: boolean }>()
  #heard: () => void = () => undefined
  readonly #stopFailed = Promise.withResolvers<void>()

  constructor(attemptId: string, door: ChildDoor, takeMetrics: (sample: MetricsSample) => void) {
    this.#attemptId = attemptId
    this.#door = door
    this.#takeMetrics = takeMetrics
    this.#stopFailed.promise.catch(() => undefined)
    door.expect(attemptId, this)
  }

  connected(lines: ChildLines, { answersStops = false }: Extract<FromChild, { type: 'hello' }>): void {
    this.#lines.resolve({ lines, answersStops })
  }

  receive(message: FromChild): void {
    if (message.type === 'metrics') this.#takeMetrics(message.sample)
    else if (message.type === 'stopHeard') this.#heard()
    else if (message.type === 'stopFailed') this.#stopFailed.reject(new Error(message.message))
  }

  /** Waits for the child to connect to this worker. */
  async askToStop(heard: () => void): Promise<void> {
    this.#heard = heard
    const { lines, answersStops } = await this.#lines.promise
    if (!answersStops) heard()
    lines.send({ type: 'stop', attemptId: this.#attemptId })
    return this.#stopFailed.promise
  }

  forget(): void {
    this.#door.forget(this.#attemptId)
  }
}
