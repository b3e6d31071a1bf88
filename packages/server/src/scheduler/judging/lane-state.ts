import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../../model/lane-id.ts'
import type { Step } from '../step.ts'

export interface LaneWithStates {
  readonly id: LaneId
  readonly states: Map<string, Json>
}

/** Sets a state of the lane; null clears it. */
export function setLaneState(step: Step, lane: LaneWithStates, name: string, value: Json): void {
  if (value === null && !lane.states.has(name)) return
  if (value === null) lane.states.delete(name)
  else lane.states.set(name, value)
  step.changes.states.set({ lane: lane.id, name, value })
}
