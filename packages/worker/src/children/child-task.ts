import type { ProcessEnd } from '../attempts/attempt-process.ts'
import type { MetricsSample } from '../attempts/launcher.ts'
import type { WrittenEnd } from '../journal/attempt-journal.ts'
import { endOf } from '../journal/child-attempt.ts'
import type { Child } from './child.ts'
import type { FromChild } from './messages.ts'
import { beginningOf, type TaskBeginning } from './task-beginning.ts'

export interface ChildTaskOptions {
  /** Where the attempt begins in the log of its child. */
  readonly logStart: number
  readonly takeMetrics: (sample: MetricsSample) => void
  /** Called with the end that the child has written, before `ended` resolves. */
  readonly hear: (end: WrittenEnd) => void
}

/** One attempt in a child, as seen by the worker that started both. */
export class ChildTask {
  readonly begun: Promise<TaskBeginning>
  readonly goesOn: Promise<void>
  readonly ended: Promise<ProcessEnd>
  readonly #child: Child
  readonly #attemptId: string
  readonly #options: ChildTaskOptions
  readonly #begun = Promise.withResolvers<TaskBeginning>()
  readonly #goesOn = Promise.withResolvers<void>()
  readonly #done = Promise.withResolvers<{ clean: boolean }>()
  readonly #stopFailed = Promise.withResolvers<void>()
  #heard: () => void = () => undefined

  constructor(child: Child, attemptId: string, options: ChildTaskOptions) {
    this.#child = child
    this.#attemptId = attemptId
    this.#options = options
    this.begun = this.#begun.promise
    this.goesOn = this.#goesOn.promise
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
    const beginning = beginningOf(message)
    if (beginning !== null) this.#begun.resolve(beginning)
    else if (message.type === 'goesOn') this.#goesOn.resolve()
    else if (message.type === 'metrics') this.#options.takeMetrics(message.sample)
    else if (message.type === 'stopHeard') this.#heard()
    else if (message.type === 'stopFailed') this.#stopFailed.reject(new Error(message.message))
    else if (message.type === 'done') this.#finish(message)
  }

  #finish({ clean, end }: Extract<FromChild, { type: 'done' }>): void {
    const checked = endOf(end)
    // What could not be reported is read from the disk, like everything that a child wrote and did not say.
    if (checked !== null) this.#options.hear(checked)
    this.#done.resolve({ clean })
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
    this.#begun.resolve({ type: 'died' })
    if ('clean' in first) return { exit, clean: false, hint: null }
    const { logStart } = this.#options
    const fault = this.#child.memoryFault(logStart)
    const hint = fault === null ? this.#child.lastLine(logStart) : null
    return { exit, clean: false, hint, fault: fault === null ? null : `The task ${fault}.` }
  }
}
