import type { Context, State, StateDescriptor, TaskStatus, ValueState } from '@aiflow/sdk'
import type { EvaluateRequest, Json } from '@aiflow/sdk/internal'

/** What a condition sees: states and statuses as of its event. Changes are kept back until it has ended well. */
export class ConditionContext implements Context {
  readonly #request: Pick<EvaluateRequest, 'states' | 'taskStatuses'>
  readonly #changed = new Map<string, Json>()

  constructor(request: Pick<EvaluateRequest, 'states' | 'taskStatuses'>) {
    this.#request = request
  }

  getState<S extends State>(descriptor: StateDescriptor<S>): S {
    const { name } = descriptor
    const state: ValueState<Json> = {
      value: () => structuredClone(this.#changed.get(name) ?? this.#stored(name)),
      update: (value) => void this.#changed.set(name, toJson(name, value)),
      clear: () => void this.#changed.set(name, null),
    }
    // Value states are the only kind there is, and a descriptor's type is its author's promise.
    return state as State as S
  }

  getTaskStatus(taskName: string): TaskStatus | null {
    return this.#request.taskStatuses[taskName] ?? null
  }

  /** What changed; null clears. */
  changes(): Record<string, Json> {
    return Object.fromEntries(this.#changed)
  }

  #stored(name: string): Json {
    return this.#changed.has(name) ? null : (this.#request.states[name] ?? null)
  }
}

/** A copy, so that what the code does to the value afterwards changes nothing. */
export function toJson(name: string, value: unknown): Json {
  const text = JSON.stringify(value)
  if (text === undefined)
    throw new TypeError(`The state "${name}" was given a value that is not JSON. Use null to clear it.`)
  return JSON.parse(text)
}
