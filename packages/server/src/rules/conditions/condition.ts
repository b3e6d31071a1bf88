import type { Json } from '@aiflow/sdk/internal/json'
import type { Event, TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import type { MatchedWith } from '../matches-event.ts'
import type { Evaluated } from './evaluated.ts'

export type ConditionOf<Type extends ConditionDefinition['type']> = Extract<
  ConditionDefinition,
  { readonly type: Type }
>

/** Everything that the server knows about one kind of condition. */
export interface ConditionKind<Condition> {
  /**
   * The distinct keys of the events that a condition reacts to; `ANY_KEY` if it reacts to everything that users and
   * tasks send.
   */
  keys(condition: Condition): string[]
  /** The distinct tasks whose status a condition reacts to. */
  upstreams(condition: Condition): string[]
  /** The regular expressions in it, which count against the limit of an upload. */
  patterns(condition: Condition): readonly string[]
  /** All texts in it that must be compiled. */
  formulas(condition: Condition): readonly string[]
  /**
   * Checks what the schema of a condition cannot; `where` names its rule or trigger, for people. Throws
   * `INVALID_CONDITION` if it is invalid, and `INVALID_WORKFLOW` if it is too large.
   */
  check(condition: Condition, where: string): void
  /**
   * Judges a condition. It returns what the rule remembers and does not store it. May throw: `evaluate` turns that into
   * an error of the rule.
   */
  evaluate(condition: Condition, occurrence: Occurrence, judgedWith: JudgedWith): Evaluated
  /** What a condition waits for, part by part, and what has come already. */
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
      /** The firing of the timer, as the log stores it. */
      readonly event: Event
    }

export interface TaskFacts {
  readonly status: TaskStatus
  readonly startOffset: number
  readonly endOffset: number | null
  /** It was stopped, and another execution follows at once. */
  readonly isFollowed?: boolean
}

/** Tasks at one time; undefined for a task that had not run by then. */
export interface TaskView {
  get(task: string): TaskFacts | undefined
}

/** What can still become of the tasks of an execution, unless somebody starts one by hand. */
export interface Prospects {
  /** Whether a task has never run, and nothing can start it any more. */
  isSkipped(task: string): boolean
  /** Whether it is skipped, and waits, directly or through others, for a task that failed. */
  isSkippedByFailure(task: string): boolean
}

/** What a condition is judged with, besides the occurrence. */
export interface JudgedWith extends MatchedWith {
  /** The time of the step, in milliseconds since the epoch. Conditions must use it instead of a clock. */
  readonly now: number
  /** What the rule remembers; null if it remembers nothing. */
  readonly seen: RememberedEvents | null
  /** Null for a trigger of a workflow. */
  readonly ownTask: string | null
  /** The position of a member that was missing in the last judgement. Only a hint where to look first. */
  readonly lackingMember?: number | undefined
  /** Which tasks are skipped right after the occurrence; none where nobody can tell. */
  readonly prospects?: Prospects | undefined
  /** The answer of user code, if the condition has code. */
  readonly answer?: CodeAnswer | undefined
}

export interface CodeAnswer {
  readonly met: boolean
  /** The states that the code changed, by name; null clears a state. */
  readonly changed: Readonly<Record<string, Json>>
  /** The value of a state before the change. */
  readonly before: (name: string) => Json
}

/** What is known about a rule when somebody asks what it waits for. */
export interface Known {
  readonly seen: RememberedEvents | null
  readonly prospects?: Prospects | undefined
  readonly statusOf: (task: string) => { readonly status: TaskStatus | null; readonly event: Event | null }
}

export interface WaitsFor {
  readonly text: string
  readonly isSeen: boolean
  readonly event: Event | null
  readonly status: TaskStatus | null
}
