import type { Json } from '@aiflow/sdk/internal/json'
import type { Event, TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import type { WorkBudget } from '../../formulas/work-budget.ts'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import type { Evaluated } from './evaluated.ts'

export type ConditionOf<Type extends ConditionDefinition['type']> = Extract<
  ConditionDefinition,
  { readonly type: Type }
>

/** All that the server has to know of one kind of condition. */
export interface ConditionKind<Condition> {
  /** The distinct keys of the events that a condition reacts to; `ANY_KEY` where it reacts to whatever users and tasks send. */
  keys(condition: Condition): string[]
  /** The distinct tasks whose status a condition reacts to. */
  upstreams(condition: Condition): string[]
  /** The regular expressions in it. */
  patterns(condition: Condition): readonly string[]
  /** All texts in it that have to be compiled. */
  formulas(condition: Condition): readonly string[]
  /**
   * Looks for what the schema of a condition cannot say; `where` is its rule or trigger, for people. Throws
   * `INVALID_CONDITION` where it means nothing, and `INVALID_WORKFLOW` where it is too large.
   */
  check(condition: Condition, where: string): void
  /** Judges a condition. What it remembers is returned, not stored. May throw: `evaluate` turns that into an error of the rule. */
  evaluate(condition: Condition, occurrence: Occurrence, judgedWith: JudgedWith): Evaluated
  /** What a condition waits for, part by part, and what is there of it already. */
  explain(condition: Condition, known: Known): WaitsFor[]
}

/** What a rule is judged on: an event, a change of a task's status, or the time that the rule waited for (`wakeAt`). */
export type Occurrence =
  | { readonly type: 'event'; readonly event: Event }
  | {
      readonly type: 'taskStatus'
      readonly event: Event
      readonly task: string
      readonly to: TaskStatus
      /** The tasks as they were right after the change. */
      readonly view: TaskView
    }
  | {
      readonly type: 'time'
      /** The firing of the timer, as it stands in the log. */
      readonly event: Event
    }

export interface TaskFacts {
  readonly status: TaskStatus
  readonly startOffset: number
  readonly endOffset: number | null
}

/** Tasks at one time; undefined for one that had not run by then. */
export interface TaskView {
  get(task: string): TaskFacts | undefined
}

/** What a condition is judged with, beside the occurrence. */
export interface JudgedWith {
  /** The time of the step, in milliseconds since the epoch. It is the same when the step is taken again. */
  readonly now: number
  /** What it may cost. */
  readonly budget: WorkBudget
  /** What the rule remembers; null where that is nothing. */
  readonly seen: RememberedEvents | null
  /** Null for a trigger of a workflow. */
  readonly ownTask: string | null
  /** The place of a member that lacked something when the rule was judged last: where to look first, no more than that. */
  readonly lackingMember?: number | undefined
  /** What the user's code said, where the condition has code. */
  readonly answer?: CodeAnswer | undefined
}

export interface CodeAnswer {
  readonly met: boolean
  /** The states that the code changed, by the names that users gave them; null clears. */
  readonly changed: Readonly<Record<string, Json>>
  /** A state by its name as it was before. */
  readonly before: (name: string) => Json
}

/** What is known of a rule when somebody asks what it waits for. */
export interface Known {
  readonly seen: RememberedEvents | null
  readonly statusOf: (task: string) => { readonly status: TaskStatus | null; readonly event: Event | null }
}

export interface WaitsFor {
  readonly text: string
  readonly isSeen: boolean
  readonly event: Event | null
  readonly status: TaskStatus | null
}
