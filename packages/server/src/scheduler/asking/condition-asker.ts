import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { ConditionAnswer } from '@aiflow/sdk/internal/worker-protocol'
import type { Evaluation, WorkerLink } from '../../log/worker-port.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { CodeResult, CodeResults } from '../judging/code-results.ts'
import type { ConnectedWorkers } from '../world/connected-workers.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'
import { followingOf, isAsAsked, type Question, questionsOf, skippedOf, tooLargeToAsk, userView } from './questions.ts'

const RETRY_MS = 100

/**
 * At most this many lanes whose event needs no question are handed in per commit, so that a wide fan-out leaves room
 * for others.
 */
const MAX_UNASKED = 100

export interface Judged {
  readonly lane: Lane
  readonly event: StoredEvent
  readonly codeResults: CodeResults
  /** The events behind it that were asked about in the same call. Each counts only while the lane has not changed. */
  readonly following?: Following
}

interface Following {
  readonly judged: readonly Omit<Judged, 'following'>[]
  isAsAsked(): boolean
}

/** The answer to a question, and to the same question about the first of the following events. */
interface Answer {
  readonly id: string
  readonly result: CodeResult | null
  readonly following: readonly ConditionAnswer[]
}

interface Asked {
  readonly lane: Lane
  readonly event: StoredEvent
  readonly statusVersion: number
  readonly skipped: CodeResults
  readonly following: readonly StoredEvent[]
}

export interface ConditionAskerOptions {
  readonly workers: ConnectedWorkers
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Takes the steps of the oldest events of the lane's inbox. Called at most once until `release`. */
  readonly judged: (judged: Judged) => void
  /** None of the events in the lane's inbox is in memory. Expects `release` afterwards, as `judged` does. */
  readonly ranOut: (lane: Lane) => void
}

/**
 * Asks user conditions about the events that wait in inboxes: for each lane one event at a time, and all conditions of
 * that event at once. Lanes are asked in parallel.
 *
 * A condition that fails is asked once more. Then its rule counts as failed for this event.
 *
 * If only one condition is asked, the same call also asks about the following events, until the condition is met. That
 * is safe, because a condition that is not met changes nothing that the next event could see except the states, which
 * the call carries on.
 */
export class ConditionAsker {
  readonly #options: ConditionAskerOptions
  readonly #busy = new WeakSet<Lane>()
  /** Lanes that were handed in without a question, and whose step has not been taken. */
  readonly #unasked = new Set<Lane>()
  /** How many events of a lane must still be asked about one by one. */
  readonly #alone = new WeakMap<Lane, number>()
  #world: World | null = null
  #retry: Timer | null = null
  #isStopped = false

  constructor(options: ConditionAskerOptions) {
    this.#options = options
  }

  /** Asks about all lanes that have something to judge and are not being asked already. */
  pump(world: World): void {
    this.#enter(world)
    if (this.#isStopped) return
    for (const lane of world.lanesWithInbox) {
      if (this.#busy.has(lane) || lane.isPaused) continue
      if (this.#unasked.size >= MAX_UNASKED && !mayAsk(lane)) continue
      this.#busy.add(lane)
      this.#ask(world, lane)
    }
  }

  /** Pumps after a short delay: what was asked before has failed, and asking at once would be a busy loop. */
  pumpLater(world: World): void {
    this.#enter(world)
    if (this.#isStopped || this.#retry !== null) return
    this.#retry = startTimer(() => {
      this.#retry = null
      if (this.#world !== null) this.pump(this.#world)
    }, RETRY_MS)
    this.#retry.unref()
  }

  /** Call after the step was taken, before the next `pump`. */
  release(lane: Lane): void {
    this.#busy.delete(lane)
    this.#unasked.delete(lane)
  }

  stop(): void {
    this.#isStopped = true
    if (this.#retry !== null) stopTimer(this.#retry)
  }

  /** After the world was rebuilt, the lanes are other objects. */
  #enter(world: World): void {
    if (world !== this.#world) this.#unasked.clear()
    this.#world = world
  }

  #ask(world: World, lane: Lane): void {
    const event = lane.inbox.head?.event
    if (event === undefined) return lane.inbox.length > 0 ? this.#options.ranOut(lane) : this.release(lane)
    const at = { world, now: this.#options.now() }
    const questions = questionsOf(lane, event, at)
    const skipped = skippedOf(lane, event, at)
    if (questions.length === 0) {
      if (this.#unasked.size >= MAX_UNASKED) return this.release(lane)
      this.#unasked.add(lane)
      return this.#options.judged({ lane, event, codeResults: skipped })
    }
    const [only] = questions
    const isAlone = only === undefined || questions.length > 1 || skipped.size > 0
    const following = isAlone ? [] : this.#followingOf(lane, only)
    const { statusVersion } = lane
    Promise.all(questions.map((question) => this.#answer(lane, question, following))).then(
      (answers) => this.#settle(world, { lane, event, statusVersion, skipped, following }, answers),
      (error: unknown) => {
        // Links never reject. This is a defect, and hiding it would leave the lane waiting forever.
        throw error
      },
    )
  }

  #settle(world: World, asked: Asked, answers: readonly Answer[]): void {
    const { lane, event, statusVersion } = asked
    const codeResults = new Map<string, CodeResult>(asked.skipped)
    for (const { id, result } of answers) {
      if (result === null) return this.#askLater(world, lane)
      codeResults.set(id, result)
    }
    const judged = answers.flatMap(({ id, following }) =>
      following.flatMap((answer, index) => judgedLater(lane, id, answer, asked.following[index])),
    )
    const isLaneAsAsked = () => isAsAsked(lane, statusVersion)
    this.#options.judged({ lane, event, codeResults, following: { judged, isAsAsked: isLaneAsAsked } })
  }

  /** No worker could answer, so the lane waits. A worker that connects pumps at once. */
  #askLater(world: World, lane: Lane): void {
    this.release(lane)
    this.pumpLater(this.#world ?? world)
  }

  /** After a failure the events are asked about one by one, to find out which one fails. */
  #followingOf(lane: Lane, question: Question): readonly StoredEvent[] {
    const alone = this.#alone.get(lane) ?? 0
    if (alone > 0) this.#alone.set(lane, alone - 1)
    return alone > 0 ? [] : followingOf(lane, question)
  }

  /** The result is null if no worker could answer. */
  async #answer(lane: Lane, question: Question, following: readonly StoredEvent[]): Promise<Answer> {
    const { id, request } = question
    const error = tooLargeToAsk(lane, question)
    if (error !== null) return { id, result: { type: 'failed', error }, following: [] }
    const first = await this.#askWorker(
      following.length === 0 ? request : { ...request, following: following.map(userView) },
    )
    if (first.type === 'ok') return { id, result: first, following: first.met ? [] : (first.following ?? []) }
    if (first.cause === 'worker') return { id, result: null, following: [] }
    if (following.length > 0) this.#alone.set(lane, following.length)
    const second = await this.#askWorker(request)
    if (second.type === 'ok') return { id, result: second, following: [] }
    const result = second.cause === 'worker' ? null : ({ type: 'failed', error: second.message } as const)
    return { id, result, following: [] }
  }

  #askWorker(request: Parameters<WorkerLink['evaluate']>[0]): Promise<Evaluation> {
    const worker = this.#options.workers.any()
    if (worker !== undefined) return worker.evaluate(request)
    return Promise.resolve({ type: 'error', cause: 'worker', message: 'no worker is connected' })
  }
}

function judgedLater(lane: Lane, id: string, answer: ConditionAnswer, event: StoredEvent | undefined) {
  return event === undefined ? [] : [{ lane, event, codeResults: new Map([[id, { type: 'ok', ...answer } as const]]) }]
}

function mayAsk(lane: Lane): boolean {
  return lane.plan.codeKinds.includes('condition')
}
