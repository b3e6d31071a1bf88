import type { EvaluateRequest, Event } from '@aiflow/sdk/internal'
import type { Evaluation } from '../log/ring-port.ts'
import type { StoredEvent } from '../storage/rows.ts'
import { type CodeResult, type CodeResults, codeRuleId } from './code-results.ts'
import type { ConnectedWorkers } from './connected-workers.ts'
import { ExecutionLane } from './execution-lane.ts'
import { withoutStoreFields } from './judge.ts'
import type { Lane } from './lane.ts'
import { namedStatesOf } from './named-states.ts'
import { codeRulesOf } from './take-step.ts'
import type { WorkflowLane } from './workflow-lane.ts'
import { triggersOn } from './workflow-triggers.ts'
import type { World } from './world.ts'

/** How long one call of a user's condition may take, in milliseconds. */
export const CONDITION_TIMEOUT_MS = 10_000

const RETRY_MS = 100

export interface Judged {
  readonly lane: Lane
  readonly event: StoredEvent
  readonly codeResults: CodeResults
}

export interface LaneEvaluatorOptions {
  readonly workers: ConnectedWorkers
  /** Takes the step of the oldest event of the lane's inbox; called at most once until the lane is pumped again. */
  readonly judged: (judged: Judged) => void
}

/**
 * Asks the users' conditions about the events that wait in inboxes: per lane one event at a time, all its conditions at
 * once, lanes side by side. A condition that fails is asked once more, then its rule counts as failed for this event.
 */
export class LaneEvaluator {
  readonly #options: LaneEvaluatorOptions
  readonly #busy = new WeakSet<Lane>()
  #world: World | null = null
  #retry: NodeJS.Timeout | null = null
  #isStopped = false

  constructor(options: LaneEvaluatorOptions) {
    this.#options = options
  }

  /** Looks for lanes that have something to judge and are not being asked already. */
  pump(world: World): void {
    this.#world = world
    if (this.#isStopped) return
    for (const lane of world.lanesWithInbox) {
      if (this.#busy.has(lane) || isPaused(lane)) continue
      this.#busy.add(lane)
      this.#ask(world, lane)
    }
  }

  /** Looks in a moment: what was asked before has failed, and asking at once would go round in circles. */
  pumpLater(world: World): void {
    this.#world = world
    if (this.#isStopped || this.#retry !== null) return
    this.#retry = setTimeout(() => {
      this.#retry = null
      if (this.#world !== null) this.pump(this.#world)
    }, RETRY_MS)
    this.#retry.unref()
  }

  /** To be called when the step was taken, before the next `pump`. */
  release(lane: Lane): void {
    this.#busy.delete(lane)
  }

  stop(): void {
    this.#isStopped = true
    if (this.#retry !== null) clearTimeout(this.#retry)
  }

  #ask(world: World, lane: Lane): void {
    const event = lane.inbox[0]?.event
    if (event === undefined) return this.release(lane)
    const questions = questionsOf(lane, event)
    if (questions.length === 0) return this.#options.judged({ lane, event, codeResults: new Map() })
    const answers = questions.map(async (question) => [question.id, await this.#evaluate(question.request)] as const)
    Promise.all(answers).then(
      (results) => this.#settle(world, lane, event, results),
      (error: unknown) => {
        // Links never reject; this is a defect, and hiding it would leave the lane waiting for ever.
        throw error
      },
    )
  }

  #settle(
    world: World,
    lane: Lane,
    event: StoredEvent,
    results: readonly (readonly [string, CodeResult | null])[],
  ): void {
    const codeResults = new Map<string, CodeResult>()
    for (const [id, result] of results) {
      if (result === null) return this.#askLater(world, lane)
      codeResults.set(id, result)
    }
    this.#options.judged({ lane, event, codeResults })
  }

  /** No worker could answer: the lane waits. A worker that connects pumps at once. */
  #askLater(world: World, lane: Lane): void {
    this.release(lane)
    this.pumpLater(this.#world ?? world)
  }

  /** Null where no worker could answer. */
  async #evaluate(request: Question['request']): Promise<CodeResult | null> {
    const first = await this.#askWorker(request)
    if (first.type === 'ok') return first
    if (first.cause === 'worker') return null
    const second = await this.#askWorker(request)
    if (second.type === 'ok') return second
    return second.cause === 'worker' ? null : { type: 'failed', error: second.message }
  }

  #askWorker(request: Question['request']): Promise<Evaluation> {
    const worker = this.#options.workers.any()
    if (worker !== undefined) return worker.evaluate(request)
    return Promise.resolve({ type: 'error', cause: 'worker', message: 'no worker is connected' })
  }
}

interface Question {
  readonly id: string
  readonly request: Omit<EvaluateRequest, 'type' | 'requestId'>
}

function questionsOf(lane: Lane, event: StoredEvent): Question[] {
  return lane instanceof ExecutionLane ? taskQuestions(lane, event) : triggerQuestions(lane, event)
}

function taskQuestions(lane: ExecutionLane, event: StoredEvent): Question[] {
  // Whatever the conditions answered, nothing would start any more.
  if (lane.phase !== 'open') return []
  const { namespace, workflowName, snapshotHash } = lane.execution
  return codeRulesOf(lane, event).map(({ task, rule }) => ({
    id: codeRuleId(task.name, rule.name),
    request: {
      snapshotHash,
      namespace,
      workflowName,
      rule: { type: 'task', task: task.name, name: rule.name },
      event: userView(event),
      states: namedStatesOf(lane.states),
      taskStatuses: lane.taskStatuses(),
      timeoutMs: CONDITION_TIMEOUT_MS,
    },
  }))
}

function triggerQuestions(lane: WorkflowLane, event: StoredEvent): Question[] {
  if (!lane.row.enabled) return []
  const { namespace, name, snapshotHash } = lane.row
  return triggersOn(lane, event.key)
    .filter((trigger) => trigger.condition.type === 'code' && !trigger.paused)
    .map((trigger) => ({
      id: codeRuleId(null, trigger.name),
      request: {
        snapshotHash,
        namespace,
        workflowName: name,
        rule: { type: 'trigger', name: trigger.name },
        event: userView(event),
        states: namedStatesOf(lane.states),
        taskStatuses: {},
        timeoutMs: CONDITION_TIMEOUT_MS,
      },
    }))
}

function isPaused(lane: Lane): boolean {
  return lane instanceof ExecutionLane && lane.isPaused
}

function userView(event: StoredEvent): Event {
  return withoutStoreFields(event)
}
