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

/** So many lanes whose event asks nothing are handed in for one commit, so that a wide fan-out leaves room for others. */
const MAX_UNASKED = 100

export interface Judged {
  readonly lane: Lane
  readonly event: StoredEvent
  readonly codeResults: CodeResults
  /** The events behind it that were asked about with it; each counts only while the lane is as it was then. */
  readonly following?: Following
}

interface Following {
  readonly judged: readonly Omit<Judged, 'following'>[]
  isAsAsked(): boolean
}

/** What came of a question, and of the same question about the first of the events that follow. */
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
  /** Takes the steps of the oldest events of the lane's inbox; called at most once until the lane is pumped again. */
  readonly judged: (judged: Judged) => void
  /** Of the events in the lane's inbox none is in memory; to be called back as after `judged`. */
  readonly ranOut: (lane: Lane) => void
}

/**
 * Asks the users' conditions about the events that wait in inboxes: per lane one event at a time, all its conditions at
 * once, lanes side by side. A condition that fails is asked once more, then its rule counts as failed for this event.
 * Where one condition alone is asked, it is asked about the events that follow in the same call, until it is met: not met
 * changes nothing that the next event could see but the states, which the call carries on.
 */
export class ConditionAsker {
  readonly #options: ConditionAskerOptions
  readonly #busy = new WeakSet<Lane>()
  /** Lanes that were handed in without being asked, and have not had their turn. */
  readonly #unasked = new Set<Lane>()
  /** How many events of a lane are still to be asked about one by one. */
  readonly #alone = new WeakMap<Lane, number>()
  #world: World | null = null
  #retry: Timer | null = null
  #isStopped = false

  constructor(options: ConditionAskerOptions) {
    this.#options = options
  }

  /** Looks for lanes that have something to judge and are not being asked already. */
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

  /** Looks in a moment: what was asked before has failed, and asking at once would go round in circles. */
  pumpLater(world: World): void {
    this.#enter(world)
    if (this.#isStopped || this.#retry !== null) return
    this.#retry = startTimer(() => {
      this.#retry = null
      if (this.#world !== null) this.pump(this.#world)
    }, RETRY_MS)
    this.#retry.unref()
  }

  /** To be called when the step was taken, before the next `pump`. */
  release(lane: Lane): void {
    this.#busy.delete(lane)
    this.#unasked.delete(lane)
  }

  stop(): void {
    this.#isStopped = true
    if (this.#retry !== null) stopTimer(this.#retry)
  }

  /** In a world that was built anew the lanes are other objects. */
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
        // Links never reject; this is a defect, and hiding it would leave the lane waiting for ever.
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

  /** No worker could answer: the lane waits. A worker that connects pumps at once. */
  #askLater(world: World, lane: Lane): void {
    this.release(lane)
    this.pumpLater(this.#world ?? world)
  }

  /** After a failure the events are asked about one by one, so that it is told which one it belongs to. */
  #followingOf(lane: Lane, question: Question): readonly StoredEvent[] {
    const alone = this.#alone.get(lane) ?? 0
    if (alone > 0) this.#alone.set(lane, alone - 1)
    return alone > 0 ? [] : followingOf(lane, question)
  }

  /** The result is null where no worker could answer. */
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
