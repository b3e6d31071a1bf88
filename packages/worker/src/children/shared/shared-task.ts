import type { ProcessEnd } from '../../attempts/attempt-process.ts'
import type { MetricsSample } from '../../attempts/launcher.ts'
import type { WrittenEnd } from '../../journal/attempt-journal.ts'
import { endOf } from '../../journal/child-attempt.ts'
import type { FromChild } from '../messages.ts'
import { beginningOf, type TaskBeginning } from '../task-beginning.ts'

export interface SharedTaskEvents {
  takeMetrics(sample: MetricsSample): void
  /** Its log exists from now on. */
  logBegun(): void
  /** What it says about its end, which it has written before. */
  hear(end: WrittenEnd): void
}

/** One of the attempts that a child runs at once, as seen by a worker. It ends with a message, or with its child. */
export class SharedTask {
  readonly attemptId: string
  readonly begun: Promise<TaskBeginning>
  readonly goesOn: Promise<void>
  readonly ended: Promise<ProcessEnd>
  readonly #events: SharedTaskEvents
  readonly #send: (message: { type: 'stop'; attemptId: string }) => void
  readonly #begun = Promise.withResolvers<TaskBeginning>()
  readonly #goesOn = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<ProcessEnd>()
  readonly #stopFailed = Promise.withResolvers<void>()
  #heard: () => void = () => undefined
  #hasBegun = false
  #isOver = false

  constructor(
    attemptId: string,
    events: SharedTaskEvents,
    send: (message: { type: 'stop'; attemptId: string }) => void,
  ) {
    this.attemptId = attemptId
    this.#events = events
    this.#send = send
    this.begun = this.#begun.promise
    this.goesOn = this.#goesOn.promise
    this.ended = this.#ended.promise
    // Only a stop awaits it.
    this.#stopFailed.promise.catch(() => undefined)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Rejects if the `stop` of the operator throws. `ended` says when the task has ended. */
  askToStop(heard: () => void): Promise<void> {
    this.#heard = heard
    this.#send({ type: 'stop', attemptId: this.attemptId })
    return this.#stopFailed.promise
  }

  receive(message: FromChild): void {
    if (message.type === 'goesOn') this.#goesOn.resolve()
    else if (message.type === 'metrics') this.#events.takeMetrics(message.sample)
    else if (message.type === 'logBegun') this.#events.logBegun()
    else if (message.type === 'stopHeard') this.#heard()
    else if (message.type === 'stopFailed') this.#stopFailed.reject(new Error(message.message))
    else if (message.type === 'done') this.#finish(message)
    else this.#begin(message)
  }

  /** Its function has settled, and its outcome is written. */
  settled(): void {
    this.#end({ exit: null, clean: true, hint: null })
  }

  /** Its process says what it runs, and does not name this task: it has settled, or never arrived there. */
  notNamed(): void {
    if (this.#hasBegun) this.settled()
    else this.lost('did not get it')
  }

  /** Its process is gone. `how` says how, and counts if the task has left no outcome. */
  lost(how: string): void {
    this.#begun.resolve({ type: 'died' })
    this.#end({ exit: null, clean: false, hint: null, lost: `The process that the task shared with others ${how}.` })
  }

  #finish({ end }: Extract<FromChild, { type: 'done' }>): void {
    const checked = endOf(end)
    // What could not be reported is read from the disk.
    if (checked !== null) this.#events.hear(checked)
    this.settled()
  }

  #begin(message: FromChild): void {
    const beginning = beginningOf(message)
    if (beginning === null) return
    this.#hasBegun ||= beginning.type === 'running'
    this.#begun.resolve(beginning)
  }

  #end(end: ProcessEnd): void {
    this.#isOver = true
    this.#ended.resolve(end)
  }
}
