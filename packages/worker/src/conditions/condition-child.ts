import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Child, ChildExit } from '../children/child.ts'
import type { EvaluateMessage, EvaluationResult, FromChild } from '../children/messages.ts'
import { ChangedBundle } from '../link/changed-bundle.ts'
import { shortageOf } from '../system/shortage.ts'

export interface Question {
  readonly request: EvaluateMessage
  answer(result: EvaluationResult): void
}

/**
 * A child that answers questions in the order in which they were asked. The oldest question has a time limit. When that is
 * exceeded, the child is killed, and the other questions go to another child.
 */
export class ConditionChild {
  readonly child: Child
  readonly #queue: Question[] = []
  readonly #orphaned: (questions: readonly Question[]) => void
  #timer: Timer | null = null
  #isReady = false
  #isWorn = false
  #timedOut = false
  #oldestSince = 0

  constructor(child: Child, orphaned: (questions: readonly Question[]) => void) {
    this.child = child
    this.#orphaned = orphaned
    child.onMessage((message) => this.#receive(message))
    child.ready.then(
      () => this.#becomeReady(),
      (error: Error) => this.#failAll(error),
    )
    void child.exited.then((exit) => this.#exited(exit))
  }

  get length(): number {
    return this.#queue.length
  }

  /** How long the oldest question has taken so far. */
  get busyMs(): number {
    return this.#queue.length === 0 ? 0 : performance.now() - this.#oldestSince
  }

  ask(question: Question): void {
    this.#queue.push(question)
    if (this.#queue.length === 1) this.#oldestSince = performance.now()
    if (!this.#isReady) return
    this.child.send(question.request)
    if (this.#queue.length === 1) this.#startTimer()
  }

  /** Whether conditions left something behind in it, so that it gets no more questions. */
  get isWorn(): boolean {
    return this.#isWorn
  }

  leave(): void {
    this.child.leave()
  }

  #becomeReady(): void {
    this.#isReady = true
    for (const { request } of this.#queue) this.child.send(request)
    this.#startTimer()
  }

  #receive(message: FromChild): void {
    if (message.type === 'worn') return this.#wearOut()
    if (message.type !== 'evaluated' || this.#queue[0]?.request.requestId !== message.requestId) return
    this.#queue.shift()?.answer(message.result)
    this.#startTimer()
    if (this.#isWorn && this.#queue.length === 0) this.leave()
  }

  #wearOut(): void {
    if (this.#isWorn) return
    this.#isWorn = true
    if (this.#queue.length === 0) this.leave()
  }

  #startTimer(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = null
    const oldest = this.#queue[0]
    if (oldest === undefined) return
    this.#oldestSince = performance.now()
    this.#timer = startTimer(() => this.#runOut(), oldest.request.timeoutMs)
  }

  #runOut(): void {
    this.#timedOut = true
    this.child.kill()
  }

  /** A shortage of the machine or a changed bundle is not the fault of the condition. */
  #failAll(error: Error): void {
    const message = `The bundle of the workflow could not be imported: ${error.message}`
    const isOurs = shortageOf(error) !== null || error instanceof ChangedBundle
    const cause = isOurs ? 'worker' : 'condition'
    for (const { answer } of this.#queue.splice(0)) answer({ type: 'error', cause, message })
  }

  #exited(exit: ChildExit): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    const [oldest, ...others] = this.#queue.splice(0)
    oldest?.answer(this.#explain(exit, oldest.request.timeoutMs))
    this.#orphaned(others)
  }

  /** A condition whose process the kernel kills cannot be told from one that was killed by hand. Both are asked once more. */
  #explain(exit: ChildExit, timeoutMs: number): EvaluationResult {
    if (this.#timedOut) {
      return {
        type: 'error',
        cause: 'condition',
        message: `The condition exceeded its time limit of ${timeoutMs} ms.`,
      }
    }
    const fault = this.child.memoryFault()
    if (fault !== null) return { type: 'error', cause: 'condition', message: `The condition ${fault}.` }
    const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
    const message = `The condition ended its process with ${how}.`
    return { type: 'error', cause: 'condition', message }
  }
}
