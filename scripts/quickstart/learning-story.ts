import { type Event, taskStatusKey } from '@aiflow/sdk'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Messages } from '../../examples/online-learning/messages.ts'
import type { Validated } from '../../examples/online-learning/validate.ts'
import { paint, percent, print, seconds } from './terminal.ts'

export const WORKFLOW = 'online-learning'
const WANTED_MODELS = 5
const MESSAGES = [
  'data_prepared',
  'model_validated',
  'model_deployed',
  'digits_predicted',
] as const satisfies (keyof Messages)[]
const TASKS = ['preprocess', 'train', 'validate', 'deploy', 'predict'] as const
const KEYS = [...MESSAGES, ...TASKS.map((task) => taskStatusKey(WORKFLOW, task))]

/** Tells what happens in one execution of the workflow, and remembers what the summary needs. */
export class LearningStory {
  readonly models: Validated[] = []
  /** What `predict` said last of each model that served. */
  readonly served = new Map<number, Messages['digits_predicted']>()
  readonly #client: AIFlowClient
  readonly #executionId: number
  #startedAt = 0

  constructor(client: AIFlowClient, executionId: number) {
    this.#client = client
    this.#executionId = executionId
  }

  /** Resolves when enough models were trained and the best of them serves; rejects where the execution ends before. */
  async tell(signal: AbortSignal): Promise<void> {
    const options = { keys: KEYS, workflowExecutionId: this.#executionId, from: 0, signal }
    for await (const event of this.#client.events.listen(options)) {
      this.#startedAt ||= event.createTime
      await this.#tellEvent(event)
      if (this.models.length >= WANTED_MODELS && this.served.has(this.#best())) return
    }
    signal.throwIfAborted()
  }

  /** The version of the model that is better than all others. */
  #best(): number {
    return this.models.findLast(({ isBetter }) => isBetter)?.version ?? 0
  }

  async #tellEvent(event: Event): Promise<void> {
    const { key, value } = event
    const message = value?.startsWith('{') ? JSON.parse(value) : null
    if (key === 'data_prepared') this.#tellPrepared(event, message)
    else if (key === 'model_validated') this.#tellAccuracy(event, message, paint('green', 'better'))
    else if (key === 'model_deployed') this.#line(event, 'deploy', `model ${message.version} is deployed`)
    else if (key === 'digits_predicted') this.#tellPredicted(event, message)
    else await this.#tellStatus(event, key.slice(key.lastIndexOf('/') + 1))
  }

  #tellPrepared(event: Event, { batch, digits }: Messages['data_prepared']): void {
    this.#line(event, 'preprocess', `batch ${batch} is ready: ${digits} digits`)
  }

  #tellPredicted(event: Event, counts: Messages['digits_predicted']): void {
    const { version, digits, correct } = counts
    if (!this.served.has(version)) this.#line(event, 'predict', paint('cyan', `switched to model ${version}`))
    this.served.set(version, counts)
    this.#line(
      event,
      'predict',
      `model ${version} got ${correct} of ${digits} live digits right (${percent(correct / digits)})`,
    )
  }

  async #tellStatus(event: Event, task: string): Promise<void> {
    const { value: status } = event
    if (status === 'FAILED' || status === 'RETRYING') this.#line(event, task, paint('red', await this.#failureOf(task)))
    if (status === 'FAILED') throw new Error(`The task "${task}" failed.`)
    if (status !== 'SUCCESS') return
    const output = await this.#outputOf(task, JSON.parse(event.context ?? '').sequenceNumber)
    if (task === 'train') this.#line(event, task, `model ${output.version} has learnt from ${output.digits} digits`)
    if (task === 'validate') this.models.push(output)
    if (task === 'validate' && !output.isBetter) {
      this.#tellAccuracy(event, output, paint('yellow', 'not better, not deployed'))
    }
  }

  #tellAccuracy(event: Event, { version, accuracy }: Messages['model_validated'], verdict: string): void {
    this.#line(event, 'validate', `model ${version} has accuracy ${percent(accuracy)}: ${verdict}`)
  }

  // The event says that the task succeeded; what it returned is in its execution.
  async #outputOf(taskName: string, sequenceNumber: number): Promise<Validated> {
    const ref = { workflowExecutionId: this.#executionId, taskName, sequenceNumber }
    const { outcome } = await this.#client.taskExecutions.get(ref)
    if (outcome?.type !== 'success') throw new Error(`"${taskName}" has no output.`)
    return outcome.output as unknown as Validated
  }

  async #failureOf(task: string): Promise<string> {
    const { items } = await this.#client.taskExecutions.list(this.#executionId, { task, limit: 1 })
    const outcome = items[0]?.outcome
    return outcome?.type === 'failed' || outcome?.type === 'lost' ? `failed: ${outcome.message}` : 'failed'
  }

  #line({ createTime }: Event, task: string, text: string): void {
    const time = seconds(createTime - this.#startedAt).padStart(7)
    print(`${paint('dim', time)}  ${paint('bold', task.padEnd(10))}  ${text}`)
  }
}
