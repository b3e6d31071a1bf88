import { type Event, taskStatusKey } from '@aiflow/sdk'
import type { AIFlowClient, TaskExecutionResource } from '@aiflow/sdk/client'
import type { Messages } from '../../examples/online-learning/messages.ts'
import type { Trained } from '../../examples/online-learning/train.ts'
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
  /** The last message of `predict` about each model that served. */
  readonly served = new Map<number, Messages['digits_predicted']>()
  readonly #client: AIFlowClient
  readonly #executionId: number
  #startedAt = 0

  constructor(client: AIFlowClient, executionId: number) {
    this.#client = client
    this.#executionId = executionId
  }

  /** Resolves when enough models were trained and the best of them serves. Rejects if the execution ends before that. */
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
    if (status !== 'SUCCESS' && status !== 'RETRYING' && status !== 'FAILED') return
    const outcome = await this.#outcomeOf(task, event)
    if (outcome?.type === 'failed' || outcome?.type === 'lost') this.#tellFailure(event, task, outcome.message)
    if (outcome?.type !== 'success') return
    if (task === 'train') this.#tellTrained(event, outcome.output as unknown as Trained)
    if (task === 'validate') this.#tellValidated(event, outcome.output as unknown as Validated)
  }

  #tellFailure(event: Event, task: string, reason: string): void {
    const next = event.value === 'RETRYING' ? 'trying again' : 'no attempt is left'
    this.#line(event, task, paint('red', `failed, ${next}: ${reason}`))
    if (event.value === 'FAILED') throw new Error(`The task "${task}" failed.`)
  }

  #tellTrained(event: Event, { version, digits }: Trained): void {
    this.#line(event, 'train', `model ${version} has learnt from ${digits} digits`)
  }

  #tellValidated(event: Event, model: Validated): void {
    this.models.push(model)
    // For a better model, there was already an event.
    if (!model.isBetter) this.#tellAccuracy(event, model, paint('yellow', 'not better, not deployed'))
  }

  #tellAccuracy(event: Event, { version, accuracy }: Messages['model_validated'], verdict: string): void {
    this.#line(event, 'validate', `model ${version} has accuracy ${percent(accuracy)}: ${verdict}`)
  }

  /** The event names the task execution, but does not say how it ended. */
  async #outcomeOf(taskName: string, { context }: Event): Promise<TaskExecutionResource['outcome']> {
    const { sequenceNumber } = JSON.parse(context ?? '{}')
    const ref = { workflowExecutionId: this.#executionId, taskName, sequenceNumber }
    return (await this.#client.taskExecutions.get(ref)).outcome
  }

  #line({ createTime }: Event, task: string, text: string): void {
    const time = seconds(createTime - this.#startedAt).padStart(7)
    print(`${paint('dim', time)}  ${paint('bold', task.padEnd(10))}  ${text}`)
  }
}
