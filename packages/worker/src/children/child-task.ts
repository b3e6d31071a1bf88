import type { ProcessEnd } from '../attempts/attempt-process.ts'
import type { MetricsSample } from '../attempts/launcher.ts'
import type { Child } from './child.ts'
import type { FromChild } from './messages.ts'

/** `claimed`: another process claimed the attempt. `died`: the child ended before it could claim it. */
export type ChildTaskBeginning = 'running' | 'claimed' | 'died'

export interface ChildTaskOptions {
  /** Where the attempt begins in the log of its child. */
  readonly logStart: number
  readonly takeMetrics: (sample: MetricsSample) => void
}

/** One attempt in a child, as seen by the worker that started both. */
export class ChildTask {
  readonly begun: Promise<ChildTaskBeginning>
  readonly ended: Promise<ProcessEnd>
  readonly #child: Child
  readonly #attemptId: string
  readonly #options: ChildTaskOptions
  readonly #begun = Promise.withResolvers<ChildTaskBeginning>()
  readonly #done = Promise.withResolvers<{ clean: boolean }>()
  readonly #stopFailed = Promise.withResolvers<void>()
  #heard: () => void = () => undefined

  constructor(child: Child, attemptId: string, options: ChildTaskOptions) {
    this.#child = child
    this.#attemptId = attemptId
    this.#options = options
    this.begun = this.#begun.promise
    // Only a stop awaits it.
    this.#stopFailed.promise.catch(() => undefined)
    child.onMessage((message) => this.#receive(message))
    this.ended = this.#watch()
  }

  /** Rejects if the `stop` of the operator throws. `ended` says when the task has ended. */
  askToStop(heard: () => void): Promise<void> {
    this.#heard = heard
    this.#child.send({ type: 'stop', attemptId: this.#attemptId })
    return this.#stopFailed.promise
  }

  #receive(message: FromChild): void {
    if (!('attemptId' in message) || message.attemptId !== this.#attemptId) return
    if (message.type === 'running') this.#begun.resolve('running')
    else if (message.type === 'claimed') this.#begun.resolve('claimed')
    else if (message.type === 'metrics') this.#options.takeMetrics(message.sample)
    else if (message.type === 'stopHeard') this.#heard()
    else if (message.type === 'stopFailed') this.#stopFailed.reject(new Error(message.message))
    else if (message.type === 'done') this.#done.resolve(message)
  }

  async #watch(): Promise<ProcessEnd> {
    const exited = this.#child.exited
    const first = await Promise.race([this.#done.promise, exited])
    if ('clean' in first && first.clean) {
      if (!this.#child.hasStrays()) return { exit: null, clean: true, hint: null }
    }
    // A child that is not clean exits, unless something that the task left keeps it running.
    if ('clean' in first) this.#child.leave()
    const exit = await exited
    this.#begun.resolve('died')
    if ('clean' in first) return { exit, clean: false, hint: null }
    const { logStart } = this.#options
    const fault = this.#child.memoryFault(logStart)
    const hint = fault === null ? this.#child.lastLine(logStart) : null
    return { exit, clean: false, hint, fault: fault === null ? null : `The task ${fault}.` }
  }
}
