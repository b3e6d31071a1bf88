import type { TaskAction } from '@aiflow/sdk/internal/model'
import type { Overlap, TaskDefinition } from '@aiflow/sdk/internal/wire'

/** A box in the graph of a workflow. */
export type GraphBox =
  | { readonly id: string; readonly kind: 'task'; readonly name: string; readonly task: TaskDefinition }
  /** Events with a key, from any sender. The key is null for any event. */
  | { readonly id: string; readonly kind: 'event'; readonly name: string; readonly key: string | null }
  | { readonly id: string; readonly kind: 'begin'; readonly name: string }
  | ({ readonly id: string; readonly kind: 'trigger' | 'schedule' } & GraphSource)

/** Starts executions. */
export interface GraphSource {
  readonly name: string
  /** The time or condition, in words. */
  readonly text: string
  readonly paused: boolean
  readonly overlap: Overlap
}

/** Why an arrow exists: a change of status, an event, a custom condition, or the beginning of the execution. */
export type ArrowWay = 'status' | 'event' | 'custom' | 'begin'

/** One condition of a rule, or one way in which an execution begins. */
export interface GraphArrow {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly way: ArrowWay
  /** Null if it does not lead to a rule of a task. */
  readonly action: TaskAction | null
  /** A short label; may be empty. */
  readonly label: string
  /** The whole condition, in words. */
  readonly title: string
}

export interface Graph {
  readonly boxes: readonly GraphBox[]
  readonly arrows: readonly GraphArrow[]
}

export function taskBoxId(task: string): string {
  return `task:${task}`
}
