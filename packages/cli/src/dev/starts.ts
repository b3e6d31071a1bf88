import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { Start } from '../project/project.ts'

interface Named {
  readonly namespace: string
  readonly name: string
}

export interface StartsOptions {
  readonly client: AIFlowClient
  readonly starts: readonly Start[]
  /** Of those that name none. */
  readonly namespace: string
  readonly say: (message: string) => void
  readonly complain: (error: unknown) => void
}

/** Starts each of the workflows that were asked for once, as soon as it is uploaded. */
export class Starts {
  readonly #options: StartsOptions
  #waiting: readonly Start[]

  constructor(options: StartsOptions) {
    this.#options = options
    this.#waiting = options.starts
  }

  /** Starts those of the uploaded workflows that wait. */
  async onUploaded(uploaded: readonly Named[]): Promise<void> {
    const found = this.#waiting.map((start) => ({ start, workflow: this.#find(start, uploaded) }))
    this.#waiting = found.filter(({ workflow }) => workflow === null).map(({ start }) => start)
    for (const { start, workflow } of found) if (workflow !== null) await this.#start(start, workflow)
  }

  /** Says which workflows no file defines so far. */
  noteMissing(known: readonly Named[]): void {
    for (const { workflow } of this.#waiting) {
      if (known.some(({ name }) => name === workflow)) continue
      const nearest = nearestName(
        workflow,
        known.map(({ name }) => name),
      )
      const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`
      this.#options.say(`Warning: No file defines the workflow "${workflow}", which was to be started.${hint}`)
    }
  }

  /** A start that names no namespace means the workflow of its name, if there is one only. */
  #find({ workflow, namespace }: Start, uploaded: readonly Named[]): Named | null {
    const named = uploaded.filter(({ name }) => name === workflow)
    const own = named.find((each) => each.namespace === (namespace ?? this.#options.namespace))
    if (own !== undefined || namespace !== null) return own ?? null
    return named.length === 1 ? (named[0] ?? null) : null
  }

  async #start({ parameters }: Start, { namespace, name }: Named): Promise<void> {
    const { client, say, complain } = this.#options
    try {
      const { workflowExecutionId } = await client.workflows.startExecution(namespace, name, {
        parameters: parameters as Record<string, Json>,
      })
      say(`Started "${name}": workflow execution ${workflowExecutionId}.`)
    } catch (error) {
      complain(error)
    }
  }
}
