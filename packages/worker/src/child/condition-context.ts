import type { Context, State, StateDescriptor, TaskStatus, ValueState } from '@aiflow/sdk'
import { type EvaluateRequest, type Json, MAX_VALUE_BYTES } from '@aiflow/sdk/internal'

const MAX_CHANGED_BYTES = 4 * MAX_VALUE_BYTES

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

  /** What changed; null clears. Throws where it is too much for one event. */
  changes(): Record<string, Json> {
    if (this.changedBytes <= MAX_CHANGED_BYTES) return Object.fromEntries(this.#changed)
    throw new RangeError(
      `The states of the condition changed by more than ${MAX_CHANGED_BYTES} bytes of JSON for one event.`,
    )
  }

  /** Of the JSON of what changed. */
  get changedBytes(): number {
    return [...this.#changed.values()].reduce<number>((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0)
  }

  #stored(name: string): Json {
    return this.#changed.has(name) ? null : (this.#request.states[name] ?? null)
  }
}

/** Throws where a value is longer than what the store takes. */
function checkSize(name: string, bytes: number): void {
  if (bytes <= MAX_VALUE_BYTES) return
  throw new RangeError(
    `The state "${name}" is longer than ${MAX_VALUE_BYTES} bytes of JSON. Keep large content elsewhere and its place here.`,
  )
}

/** A copy, so that what the code does to the value afterwards changes nothing. */
export function toJson(name: string, value: unknown): Json {
  const text = JSON.stringify(value)
  if (text === undefined)
    throw new TypeError(`The state "${name}" was given a value that is not JSON. Use null to clear it.`)
  checkSize(name, Buffer.byteLength(text))
  return JSON.parse(text)
}
