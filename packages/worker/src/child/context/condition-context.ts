import type { Context, State, StateDescriptor, TaskStatus, TaskWithOutput, ValueState } from '@aiflow/sdk'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { type Json, ownValue } from '@aiflow/sdk/internal/json'
import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'
import { nameOfState, taskNamed } from './checked-arguments.ts'
import { type Given, toJson } from './given-json.ts'

const MAX_CHANGED_BYTES = 4 * MAX_VALUE_BYTES

export interface Seen {
  readonly states: Readonly<Record<string, Json>>
  statusOf(taskName: string): TaskStatus | null
}

/** The context of a condition: states and statuses as of its event. Its changes count only if it does not throw. */
export class ConditionContext implements Context {
  readonly #seen: Seen
  readonly #changed = new Map<string, Json>()

  constructor(seen: Seen) {
    this.#seen = seen
  }

  getState<S extends State>(descriptor: StateDescriptor<S>): S {
    const name = nameOfState(descriptor)
    const state: ValueState<Json> = {
      value: () => structuredClone(this.#changed.get(name) ?? this.#stored(name)),
      update: (value) => void this.#changed.set(name, toJson(stateNamed(name), value)),
      clear: () => void this.#changed.set(name, null),
    }
    // Value states are the only kind of state, and the author of a descriptor vouches for its type.
    return state as State as S
  }

  getTaskStatus(task: TaskWithOutput | string): TaskStatus | null {
    return this.#seen.statusOf(taskNamed('getTaskStatus', task))
  }

  /** The changed states. Null clears a state. Throws if they are too large for one event. */
  changes(): Record<string, Json> {
    if (this.changedBytes <= MAX_CHANGED_BYTES) return Object.fromEntries(this.#changed)
    throw new AIFlowError(
      'TOO_LARGE',
      `The states of the condition changed by more than ${MAX_CHANGED_BYTES} bytes of JSON for one event.`,
    )
  }

  /** The size of the changed states as JSON. */
  get changedBytes(): number {
    return [...this.#changed.values()].reduce<number>((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0)
  }

  #stored(name: string): Json {
    return this.#changed.has(name) ? null : (ownValue(this.#seen.states, name) ?? null)
  }
}

export function stateNamed(name: string): Given {
  return { what: `The state "${name}"`, advice: 'Keep large content elsewhere and its place here.' }
}
