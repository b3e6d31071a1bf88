import type { TaskAction } from '@aiflow/sdk/internal/model'
import type { Overlap, TaskDefinition } from '@aiflow/sdk/internal/wire'

/** What stands in the picture of a workflow. */
export type GraphBox =
  | { readonly id: string; readonly kind: 'task'; readonly name: string; readonly task: TaskDefinition }
  /** Events of a key, whoever sends them: a definition does not tell that of its own tasks. */
  | { readonly id: string; readonly kind: 'event'; readonly name: string }
  | { readonly id: string; readonly kind: 'begin'; readonly name: string }
  | ({ readonly id: string; readonly kind: 'trigger' | 'schedule' } & GraphSource)

/** What starts executions. */
export interface GraphSource {
  readonly name: string
  /** When, in words. */
  readonly text: string
  readonly paused: boolean
  readonly overlap: Overlap
}

/** By what an arrow leads: a change of status, an event, a custom condition, or the beginning of the execution. */
export type ArrowWay = 'status' | 'event' | 'custom' | 'begin'

/** One condition of a rule, or one way to the beginning of an execution. */
export interface GraphArrow {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly way: ArrowWay
  /** Null where it leads to no rule of a task. */
  readonly action: TaskAction | null
  /** Short; empty where there is nothing to say. */
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
