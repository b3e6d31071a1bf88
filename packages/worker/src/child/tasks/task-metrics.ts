import type { AIFlowOperator, TaskContext } from '@aiflow/sdk'
import { REFUSED_KEY } from '@aiflow/sdk/internal/json'
import { quoted } from '@aiflow/sdk/internal/text'
import { msOf, startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { MAX_METRIC_NAME_CHARACTERS, MAX_METRICS } from '@aiflow/sdk/internal/worker-protocol'
import { logError, logRemark } from '../error-text.ts'

export type Metrics = Readonly<Record<string, number>>

/** How long the end of a task waits for its last metrics. */
const LAST_LIMIT_MS = 5000

const METRICS_RULE = `Metrics are finite numbers with names of at most ${MAX_METRIC_NAME_CHARACTERS} characters.`

export interface TaskMetricsOptions {
  readonly operator: Pick<AIFlowOperator, 'getMetrics'>
  readonly context: TaskContext
  readonly periodSeconds: number
  take(metrics: Metrics): void
}

/** Asks the operator of a running task for its metrics at intervals, and once more when the task has ended. */
export class TaskMetrics {
  readonly #options: TaskMetricsOptions
  #timer: Timer | null = null
  #isStopped = false
  #hasRemarked = false

  constructor(options: TaskMetricsOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#isStopped) return
    this.#timer = startTimer(() => void this.#askAgain(), msOf(this.#options.periodSeconds))
    // The timer does not keep the process alive.
    this.#timer.unref()
  }

  stop(): void {
    this.#isStopped = true
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  /** If the code does not answer in time, the task ends without its last metrics. */
  async askLast(): Promise<void> {
    this.stop()
    const { promise: limit, resolve } = Promise.withResolvers<void>()
    const timer = startTimer(resolve, LAST_LIMIT_MS)
    await Promise.race([this.#ask(), limit])
    stopTimer(timer)
  }

  async #askAgain(): Promise<void> {
    await this.#ask()
    this.start()
  }

  async #ask(): Promise<void> {
    const { operator, context, take } = this.#options
    try {
      const metrics = this.#numbersOf(await operator.getMetrics(context))
      if (Object.keys(metrics).length > 0) take(metrics)
    } catch (error) {
      // The task goes on without metrics. The log says why they are missing.
      logError(error)
    }
  }

  /** Keeps the valid metrics. The log says once what is not valid. */
  #numbersOf(answer: unknown): Metrics {
    if (answer === undefined || answer === null) return {}
    if (typeof answer !== 'object') {
      this.#sayOnce(`"getMetrics" returned ${quoted(answer)}, not an object of numbers.`)
      return {}
    }
    const entries = Object.entries(answer)
    const kept = entries.filter(isMetric)
    const refused = entries.find((entry) => !isMetric(entry))
    if (refused !== undefined) {
      const [name, value] = refused
      this.#sayOnce(`The metric ${quoted(name)} is left out: it is ${quoted(value)}. ${METRICS_RULE}`)
    } else if (kept.length > MAX_METRICS) {
      this.#sayOnce(`"getMetrics" returned ${kept.length} metrics: the first ${MAX_METRICS} are kept.`)
    }
    return Object.fromEntries(kept.slice(0, MAX_METRICS))
  }

  #sayOnce(remark: string): void {
    if (!this.#hasRemarked) logRemark(remark)
    this.#hasRemarked = true
  }
}

function isMetric([name, value]: [name: string, value: unknown]): boolean {
  return (
    Number.isFinite(value) && name.length <= MAX_METRIC_NAME_CHARACTERS && name !== REFUSED_KEY && name.isWellFormed()
  )
}
