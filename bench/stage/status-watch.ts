import { type Event, taskStatusKey, workflowStatusKey } from '@aiflow/sdk'
import type { AIFlowClient } from '@aiflow/sdk/client'

export interface Seen {
  readonly event: Event
  /** When the listener received it, in milliseconds of `performance.now()`. */
  readonly at: number
}

interface Waiter {
  readonly matches: (event: Event) => boolean
  readonly resolve: (seen: Seen) => void
}

const FINAL = new Set(['SUCCESS', 'FAILED', 'STOPPED'])

/** Listens to status events as any client would. Events that nobody waits for are dropped. */
export class StatusWatch {
  readonly #ended = new AbortController()
  readonly #waiting = new Map<number, (status: string) => void>()
  /** Ends that arrived before the response with the id of their execution. */
  readonly #early = new Map<number, string>()
  #waiter: Waiter | null = null

  /** Resolves when the stream is open, so that no later event is missed. */
  static async open(client: AIFlowClient, keys: readonly string[]): Promise<StatusWatch> {
    const watch = new StatusWatch()
    const { promise, resolve } = Promise.withResolvers<void>()
    const events = client.events.listen({ keys, signal: watch.#ended.signal, onOpen: () => resolve() })
    void watch.#follow(events)
    await promise
    return watch
  }

  static ofTask(client: AIFlowClient, workflow: string, task: string): Promise<StatusWatch> {
    return StatusWatch.open(client, [taskStatusKey(workflow, task)])
  }

  static ofWorkflow(client: AIFlowClient, workflow: string): Promise<StatusWatch> {
    return StatusWatch.open(client, [workflowStatusKey(workflow)])
  }

  /** Resolves with the next event that matches. Only one call may wait at a time. */
  next(matches: (event: Event) => boolean): Promise<Seen> {
    return new Promise((resolve) => {
      this.#waiter = { matches, resolve }
    })
  }

  /** Resolves when the execution has ended; rejects if it did not succeed. */
  async succeeded(workflowExecutionId: number): Promise<void> {
    const status = this.#early.get(workflowExecutionId) ?? (await this.#final(workflowExecutionId))
    this.#early.delete(workflowExecutionId)
    if (status !== 'SUCCESS') throw new Error(`workflow execution ${workflowExecutionId} ended as ${status}`)
  }

  close(): void {
    this.#ended.abort()
  }

  #final(workflowExecutionId: number): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(workflowExecutionId, resolve))
  }

  async #follow(events: AsyncIterable<Event>): Promise<void> {
    for await (const event of events) {
      const waiter = this.#waiter
      if (waiter?.matches(event)) {
        this.#waiter = null
        waiter.resolve({ event, at: performance.now() })
      }
      if (event.value !== null && FINAL.has(event.value)) this.#tellFinal(event, event.value)
    }
  }

  #tellFinal({ workflowExecutionId }: Event, status: string): void {
    if (workflowExecutionId === null) return
    const tell = this.#waiting.get(workflowExecutionId)
    if (tell === undefined) this.#early.set(workflowExecutionId, status)
    else tell(status)
    this.#waiting.delete(workflowExecutionId)
  }
}
