import type { Json } from '@aiflow/sdk/internal/json'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'

/** Sets a state of the lane; null clears it. */
export function setLaneState({ changes }: Pick<Step, 'changes'>, lane: Lane, name: string, value: Json): void {
  if (value === null && !lane.states.has(name)) return
  if (value === null) lane.states.delete(name)
  else lane.states.set(name, value)
  changes.states.set({ lane: lane.id, name, value })
}
