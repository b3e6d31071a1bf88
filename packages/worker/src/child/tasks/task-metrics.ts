import type { AIFlowOperator, TaskContext } from '@aiflow/sdk'
import { convertToJson, describeJsonProblem, type Json, REFUSED_KEY } from '@aiflow/sdk/internal/json'
import { MAX_METRIC_NAME_CHARACTERS, MAX_METRICS, MAX_METRICS_BYTES } from '@aiflow/sdk/internal/limits'
import { quoted } from '@aiflow/sdk/internal/text'
import { msOf, startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { isObject } from '../../system/parse-json.ts'
import { logError, logRemark } from '../error-text.ts'

export type Metrics = Readonly<Record<string, Json>>

/** How long the end of a task waits for its last metrics. */
const LAST_LIMIT_MS = 5000

const NAME_RULE = `The name of a metric has at most ${MAX_METRIC_NAME_CHARACTERS} characters and is not "${REFUSED_KEY}".`

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
    const asked = this.#ask()
    if (asked === null) return
    const { promise: limit, resolve } = Promise.withResolvers<void>()
    const timer = startTimer(resolve, LAST_LIMIT_MS)
    await Promise.race([asked, limit])
    stopTimer(timer)
  }

  async #askAgain(): Promise<void> {
    await this.#ask()
    this.start()
  }

  /** Null if the code has answered already. If it fails, the task goes on without metrics, and the log says why they are missing. */
  #ask(): Promise<void> | null {
    const { operator, context } = this.#options
    try {
      const answer = operator.getMetrics(context)
      if (isPromise(answer))
        return Promise.resolve(answer)
          .then((metrics) => this.#take(metrics))
          .catch(logError)
      this.#take(answer)
    } catch (error) {
      logError(error)
    }
    return null
  }

  #take(answer: unknown): void {
    const metrics = this.#metricsOf(answer)
    if (Object.keys(metrics).length > 0) this.#options.take(metrics)
  }

  /** The part of the answer that can be kept. The log says once what is left out. */
  #metricsOf(answer: unknown): Metrics {
    if (answer === undefined || answer === null) return {}
    if (typeof answer !== 'object' || Array.isArray(answer)) {
      this.#sayOnce(`"getMetrics" returned ${quoted(answer)}, not an object.`)
      return {}
    }
    const kept: Record<string, Json> = {}
    let bytes = 0
    for (const [name, value] of Object.entries(answer)) {
      const metric = this.#metricOf(name, value)
      if (metric === undefined) continue
      bytes += metric.bytes
      if (Object.keys(kept).length === MAX_METRICS || bytes > MAX_METRICS_BYTES) {
        const limits = `${MAX_METRICS} metrics, or ${MAX_METRICS_BYTES} bytes of JSON`
        this.#sayOnce(
          `"getMetrics" returned more than ${limits}. The metric ${quoted(name)} and what follows are left out.`,
        )
        break
      }
      kept[name] = metric.value
    }
    return kept
  }

  #metricOf(name: string, value: unknown): { readonly value: Json; readonly bytes: number } | undefined {
    if (name.length > MAX_METRIC_NAME_CHARACTERS || name === REFUSED_KEY || !name.isWellFormed()) {
      return this.#leftOut(name, NAME_RULE)
    }
    if (value === undefined) return undefined
    const converted = convertToJson(value)
    if ('refusal' in converted) return this.#leftOut(name, `It ${describeJsonProblem(converted.refusal)}.`)
    return { value: converted.json, bytes: Buffer.byteLength(JSON.stringify({ [name]: converted.json })) }
  }

  #leftOut(name: string, reason: string): undefined {
    this.#sayOnce(`The metric ${quoted(name)} is left out. ${reason}`)
    return undefined
  }

  #sayOnce(remark: string): void {
    if (!this.#hasRemarked) logRemark(remark)
    this.#hasRemarked = true
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value.then === 'function'
}
