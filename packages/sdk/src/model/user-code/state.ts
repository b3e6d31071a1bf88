import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Json } from '../json/json.ts'
import { isName, NAME_RULE } from '../text/names.ts'

/**
 * The kinds of state there are.
 *
 * Source: `ai_flow.model.state.StateType`.
 */
export const StateType = Object.freeze({ VALUE: 'value' })

export type StateType = (typeof StateType)[keyof typeof StateType]

/**
 * State that belongs to user code and survives restarts. Its scope is the workflow execution for the rules of tasks and
 * for tasks, and the workflow for its triggers.
 *
 * Source: `ai_flow.model.state.State`.
 */
export interface State {
  /** Clears the value. In a condition this takes effect when `isMet` succeeds; in a task, when the promise resolves. */
  clear(): void | Promise<void>
}

/**
 * State that holds one JSON value.
 *
 * Source: `ai_flow.model.state.ValueState`.
 */
export interface ValueState<T = Json> extends State {
  /** A copy of the value, or `null` if there is none. To change the value, call `update`. */
  value(): T | null
  /**
   * Replaces the value with a JSON value. In a condition the change is kept if `isMet` succeeds and dropped if it throws.
   * In a task it is durable when the promise resolves, so await it.
   */
  update(value: T): void | Promise<void>
}

/**
 * Names a state and says which kind it is. Two descriptors with the same name mean the same state.
 *
 * Source: `ai_flow.model.state.StateDescriptor`.
 */
export abstract class StateDescriptor<S extends State = State> {
  readonly name: string
  abstract readonly type: StateType
  /** Never set: it ties the descriptor to the type of its state. */
  declare readonly describes?: S

  /** Throws INVALID_ARGUMENT if `name` is not a valid name. */
  constructor(name: string) {
    if (typeof name !== 'string' || !isName(name)) {
      throw new AIFlowError('INVALID_ARGUMENT', `The name "${name}" of a state ${NAME_RULE}.`, { details: { name } })
    }
    this.name = name
  }
}

/**
 * Describes a state that holds one JSON value.
 *
 * Source: `ai_flow.model.state.ValueStateDescriptor`.
 */
export class ValueStateDescriptor<T = Json> extends StateDescriptor<ValueState<T>> {
  readonly type = StateType.VALUE
}
