import { isAIFlowError } from '@aiflow/sdk'
import type { TaskActionResult } from '@aiflow/sdk/client'
import type { ChaosHome } from './chaos-home.ts'
import type { Ledger, StartedByHand } from './ledger.ts'
import { EARLIEST, MINUTE_MS, SPREAD, TIMES } from './workflows/past-range.ts'

const NAMESPACE = 'default'
const MAX_LIVING: Readonly<Record<string, number>> = { counting: 4, streams: 3, outside: 2 }

/** The workflows to start, each up to its pick, while there is room; otherwise "short" is started. */
const STARTED = { counting: 0.12, streams: 0.25, outside: 0.35, late: 0.55 } as const

/** The number of newest executions to choose from, since older ones have most likely ended. */
const NEWEST = 4

/** Tasks that can be stopped without losing a start that had to happen. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  streams: ['command', 'deaf', 'code', 'sender'],
  outside: ['anew', 'resumed'],
  short: ['first'],
}

const VERBS = ['start', 'stop', 'restart'] as const

/** Triggers and schedules, which can be paused. */
const SOURCES = [
  { noun: 'triggers', workflow: 'chain', name: 'started' },
  { noun: 'triggers', workflow: 'batch', name: 'gathered' },
  { noun: 'triggers', workflow: 'batch', name: 'newest' },
  { noun: 'triggers', workflow: 'crowded', name: 'called' },
  { noun: 'schedules', workflow: 'scheduled', name: 'often' },
] as const

/**
 * Sends requests as people do. Requests are repeated until they are answered; those about the same thing are sent one after
 * the other.
 */
export class ByHand {
  readonly #chaos: ChaosHome
  readonly #ledger: Ledger
  readonly #requests = new Set<Promise<void>>()
  readonly #turns = new Map<string, Promise<void>>()
  readonly #pausedSources = new Set<string>()

  constructor(chaos: ChaosHome, ledger: Ledger) {
    this.#chaos = chaos
    this.#ledger = ledger
  }

  /** Resolves when every request was answered. */
  async answered(): Promise<void> {
    await Promise.all([...this.#turns.values(), ...this.#requests])
  }

  start(workflow: string): Promise<void> {
    return this.#own(async () => {
      const { workflowExecutionId } = await this.#chaos.patient.workflows.startExecution(NAMESPACE, workflow)
      this.#ledger.addStarted(workflow, workflowExecutionId)
    })
  }

  startOne(pick: number): boolean {
    const [workflow = 'short'] =
      Object.entries(STARTED).find(([name, until]) => pick < until && this.#mayLive(name)) ?? []
    void this.start(workflow)
    return true
  }

  /** Backfills may have times in common. */
  startBackfill(pick: number): boolean {
    const from = EARLIEST + Math.floor(pick * SPREAD) * MINUTE_MS
    const to = from + TIMES * MINUTE_MS
    void this.#own(async () => {
      const asked = { expression: 'interval@0 0 1 0', from, to, maxActive: 3 } as const
      const { id } = await this.#chaos.patient.backfills.start(NAMESPACE, 'past', asked)
      this.#ledger.backfills.push({ id, from })
    })
    return true
  }

  stopOne(pick: number): boolean {
    const chosen = pickFrom(
      this.#ledger.started.filter(({ isStopped }) => !isStopped),
      pick,
    )
    if (chosen === undefined) return false
    chosen.isStopped = true
    return this.#askAbout(chosen, ({ id }) => this.#chaos.patient.workflowExecutions.stop(id))
  }

  pauseOne(pick: number): boolean {
    const living = this.#likelyAlive('counting', 'joined', 'streams', 'outside', 'short', 'late')
    const chosen = pickFrom(
      living.filter(({ isStopped, isPaused }) => !isStopped && !isPaused),
      pick,
    )
    if (chosen === undefined) return false
    chosen.isPaused = true
    chosen.wasPaused = true
    return this.#askAbout(chosen, ({ id }) => this.#chaos.patient.workflowExecutions.pause(id))
  }

  resumeOne(pick: number): boolean {
    const chosen = pickFrom(
      this.#ledger.started.filter(({ isStopped, isPaused }) => !isStopped && isPaused),
      pick,
    )
    if (chosen === undefined) return false
    chosen.isPaused = false
    return this.#askAbout(chosen, ({ id }) => this.#chaos.patient.workflowExecutions.resume(id))
  }

  /** Pauses a trigger or a schedule, or resumes one that is paused. */
  flipSource(pick: number): boolean {
    const source = pickFrom(SOURCES, pick)
    if (source === undefined) return false
    const { noun, workflow, name } = source
    const verb = this.#pausedSources.has(name) ? 'resume' : 'pause'
    if (verb === 'pause') this.#pausedSources.add(name)
    else this.#pausedSources.delete(name)
    return this.#inTurn(name, () => this.#chaos.patient[noun][verb](NAMESPACE, workflow, name))
  }

  /** Starts, stops or restarts a task, also in an execution that has ended. */
  actOnTask(pick: number): boolean {
    const execution = pickFrom(this.#reopenable('streams', 'outside', 'short'), pick)
    const task = pickFrom(TASKS[execution?.workflow ?? ''] ?? [], (pick * 7) % 1)
    const verb = pickFrom(VERBS, (pick * 31) % 1)
    if (execution === undefined || task === undefined || verb === undefined) return false
    if (verb !== 'stop') execution.isStopped = false
    return this.#askAbout(execution, async ({ id }) => {
      const { verdict } = await this.#chaos.patient.taskExecutions[verb](id, task)
      if (verb === 'stop' || verdict === 'ignored') return
      this.#ledger.startedTasks.push({ execution: id, task, atOnce: verb === 'start' && verdict === 'accepted' })
    })
  }

  /** Re-runs an execution that has failed or was stopped. */
  rerunOne(pick: number): boolean {
    const chosen = pickFrom(
      this.#reopenable('streams', 'outside', 'short').filter(
        ({ isStopped, workflow }) => isStopped || workflow === 'short',
      ),
      pick,
    )
    if (chosen === undefined) return false
    chosen.isStopped = false
    return this.#askAbout(chosen, async ({ id }) => {
      const { tasks } = await this.#chaos.patient.workflowExecutions.rerun(id)
      for (const task of tasks) this.#ledger.startedTasks.push({ execution: id, task, atOnce: true })
    })
  }

  retryOne(pick: number): boolean {
    const chosen = pickFrom(this.#likelyAlive('late'), pick)
    if (chosen === undefined) return false
    return this.#askAbout(chosen, ({ id }) => this.retry(id))
  }

  /** Begins the next attempt of a task that waits for one in an execution of "late". */
  async retry(id: number): Promise<void> {
    const task = 'tried'
    const { verdict, taskExecution }: TaskActionResult = await this.#chaos.patient.taskExecutions.retry(id, task)
    if (verdict !== 'accepted') return
    this.#ledger.retriedTasks.push({ execution: id, task, sequence: taskExecution?.sequenceNumber ?? 0 })
  }

  /** Resumes everything that is paused. */
  async resumeAll(): Promise<void> {
    const { patient } = this.#chaos
    for (const { noun, workflow, name } of SOURCES) await patient[noun].resume(NAMESPACE, workflow, name)
    const { items } = await patient.workflowExecutions.list({ namespace: NAMESPACE, status: 'RUNNING', limit: 1000 })
    for (const { id } of items.filter(({ paused }) => paused)) {
      await endedOr(() => patient.workflowExecutions.resume(id))
    }
  }

  #mayLive(workflow: string): boolean {
    return this.#ledger.living(workflow).length < (MAX_LIVING[workflow] ?? Number.POSITIVE_INFINITY)
  }

  #likelyAlive(...workflows: readonly string[]): StartedByHand[] {
    return workflows.flatMap((workflow) => {
      const living = this.#ledger.living(workflow)
      return workflow === 'short' || workflow === 'late' ? living.slice(-NEWEST) : living
    })
  }

  /** A stop drops events that waited during a pause, so such an execution stays stopped: otherwise the audit could not tell. */
  #reopenable(...workflows: readonly string[]): StartedByHand[] {
    return workflows.flatMap((workflow) => {
      const open = this.#ledger.started.filter(
        (each) => each.workflow === workflow && !(each.isStopped && (each.wasPaused || !this.#mayLive(workflow))),
      )
      return open.slice(-NEWEST)
    })
  }

  #askAbout(execution: StartedByHand, ask: (execution: StartedByHand) => Promise<unknown>): true {
    return this.#inTurn(`execution:${execution.id}`, () => endedOr(() => ask(execution)))
  }

  #inTurn(what: string, ask: () => Promise<unknown>): true {
    const turn = (this.#turns.get(what) ?? Promise.resolve()).then(() => this.#own(ask))
    this.#turns.set(what, turn)
    return true
  }

  #own(ask: () => Promise<unknown>): Promise<void> {
    const request = ask().then(
      () => undefined,
      (error: unknown) => {
        this.#ledger.contradictions.push(`a request by hand failed: ${error instanceof Error ? error.message : error}`)
      },
    )
    this.#requests.add(request)
    return request.finally(() => this.#requests.delete(request))
  }
}

/** Errors of requests that came too late, since the execution had ended or is being stopped. They change nothing. */
const TOO_LATE = ['EXECUTION_ENDED', 'EXECUTION_STOPPING', 'NOTHING_TO_RERUN']

async function endedOr(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask()
  } catch (error) {
    if (!isAIFlowError(error) || !TOO_LATE.includes(error.code)) throw error
  }
}

function pickFrom<T>(choices: readonly T[], pick: number): T | undefined {
  return choices[Math.floor(pick * choices.length)]
}
