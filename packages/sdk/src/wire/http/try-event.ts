import * as z from 'zod'
import { taskActionSchema } from '../model-schemas.ts'
import { countSchema, idSchema, offsetSchema } from '../numbers.ts'
import { newEventSchema } from './events.ts'

/** `POST /api/v1/events/try`: an event that is judged, but neither sent nor stored. */
export const tryEventRequestSchema = newEventSchema.omit({ idempotencyKey: true })

/** What the action of a rule would do. */
const triedEffectSchema = z.object({
  /**
   * `start`: a task execution or workflow execution starts. `wait`: its start waits. `stop`: the living one is stopped.
   * `restart`: it is stopped, then the task starts. `dropWaiting`: it is stopping already, and the starts that wait for
   * its end are dropped.
   */
  type: z.enum(['start', 'wait', 'stop', 'restart', 'dropWaiting']),
  /** The living task execution that is stopped, or whose end the start waits for: `12/train/3`. */
  of: z.string().nullable(),
})

/** What a rule, or a trigger, would make of the event. */
const triedRuleSchema = z.object({
  /** Null for a trigger of a workflow. */
  task: z.string().nullable(),
  rule: z.string(),
  /** Null if it starts a workflow execution. */
  action: taskActionSchema.nullable(),
  /** The condition in words. */
  text: z.string(),
  /** The verdict that it would get. `notTried`: its condition is code, which only a worker can judge. */
  verdict: z.enum(['fired', 'ignored', 'overruled', 'failed', 'notMet', 'notTried']),
  /** Null unless it would fire. */
  effect: triedEffectSchema.nullable(),
  reason: z.string().nullable(),
  /** A rule with code of the same task that comes first, and wins if its condition is met. */
  unless: z.string().nullable(),
})

/** A workflow execution, or the triggers of a workflow. */
const triedLaneSchema = z.object({
  /** Null for the triggers of a workflow. */
  workflowExecutionId: idSchema.nullable(),
  workflowName: z.string(),
  /** Why the rules would not judge the event at once, or not at all. */
  hindrances: z.array(z.string()),
  rules: z.array(triedRuleSchema),
})

/** What an event would do if it were sent now. */
export const triedEventSchema = z.object({
  namespace: z.string(),
  key: z.string(),
  /** The offset that it would get if nothing came before it. */
  offset: offsetSchema,
  /** Why the server would refuse to store it now; null if it would not. */
  refusal: z.string().nullable(),
  /** Executions in the order of their ids, then workflows. Those without a rule on the key are left out. */
  lanes: z.array(triedLaneSchema),
  /** How many more executions and workflows hear the event. */
  more: countSchema,
})

/** An event to try: one to send, without its idempotency key. */
export type TryEvent = z.input<typeof tryEventRequestSchema>
/** What an event would do if it were sent now. */
export type TriedEvent = z.infer<typeof triedEventSchema>
/** An execution that would hear the event, or a workflow with a trigger on it, with what its rules would say. */
export type TriedLane = TriedEvent['lanes'][number]
/** What a rule or a trigger would say to the event, and what would come of it. */
export type TriedRule = TriedLane['rules'][number]
