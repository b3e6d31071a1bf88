import * as z from 'zod'
import {
  eventSchema,
  executionTypeSchema,
  taskActionSchema,
  taskStatusSchema,
  workflowStatusSchema,
} from '../model-schemas.ts'
import { countSchema, dueTimeSchema, idSchema, numberText, offsetSchema, timeSchema } from '../numbers.ts'
import { conditionSchema } from '../workflow-definition.ts'
import { changeSchema } from './changes.ts'
import { deadLetterSchema } from './dead-letters.ts'
import { notMetSchema, verdictSawSchema, verdictSchema } from './verdicts.ts'

/** `GET /api/v1/events/:offset` */
export const eventDetailSchema = eventSchema.extend({
  /** The event whose step appended this one, or null if it came from outside. */
  causeOffset: offsetSchema.nullable(),
  /** Steps between this event and one from outside. */
  depth: countSchema,
  deadLetters: z.array(deadLetterSchema),
})

/** An event as a condition saw it. A long value is cut short. */
const seenEventSchema = eventSchema.pick({
  offset: true,
  kind: true,
  key: true,
  value: true,
  sender: true,
  principal: true,
  workflowExecutionId: true,
  createTime: true,
})

/** What a rule of a workflow execution, or a trigger of a workflow, made of the event. */
const verdictOfEventSchema = verdictSchema.extend({
  workflowExecutionId: idSchema.nullable(),
  /** Of the lane of triggers; null for a rule. */
  workflowId: idSchema.nullable(),
})

/**
 * `GET /api/v1/events/:offset/effects`: the direct effects of an event. Its effects are events with effects of their
 * own.
 */
export const eventEffectsSchema = z.object({
  offset: offsetSchema,
  verdicts: z.array(verdictOfEventSchema),
  /** The changes of status that it caused. Each is an event, and may have effects. */
  changes: z.array(changeSchema),
  /** Starts that had to wait and have begun since. */
  laterStarts: z.array(
    z.object({
      workflowExecutionId: idSchema,
      taskName: z.string(),
      sequenceNumber: countSchema,
      status: taskStatusSchema,
    }),
  ),
  /** Whether there is more than these lists contain. */
  isCut: z.boolean(),
})

const taskExecutionLinkSchema = z.object({
  type: z.literal('taskExecution'),
  workflowExecutionId: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  taskName: z.string(),
  sequenceNumber: countSchema,
  status: taskStatusSchema,
  /** The place of its creation in the log. */
  offset: offsetSchema,
  time: timeSchema,
})

const workflowExecutionLinkSchema = z.object({
  type: z.literal('workflowExecution'),
  id: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  status: workflowStatusSchema,
  startedBy: executionTypeSchema,
  time: timeSchema,
  /** The backfill that started it, and the time of the schedule that it is for. */
  backfill: z.object({ id: idSchema, dueTime: timeSchema.nullable() }).exactOptional(),
})

const ruleLinkSchema = z.object({
  type: z.literal('rule'),
  /** Null for a trigger of a workflow. */
  task: z.string().nullable(),
  name: z.string(),
  /** Null if it starts a workflow execution. */
  action: taskActionSchema.nullable(),
  /** Null if the definition is no longer known. */
  condition: conditionSchema.nullable(),
  /** The condition in words. */
  text: z.string(),
  /** The events that met it, the deciding one last. */
  events: z.array(seenEventSchema),
  /** The number of events that met it, including those that are not in the list. */
  eventCount: countSchema,
  /** The tasks that it is about, with their statuses at that time. */
  statuses: z.array(
    z.object({ task: z.string(), status: taskStatusSchema.nullable(), offset: offsetSchema.nullable() }),
  ),
  states: verdictSawSchema.shape.states.unwrap(),
  /** The task execution whose end the start had to wait for. */
  waitedFor: z.string().nullable(),
})

/** One link of the chain from a task execution back to its first cause. */
const whyLinkSchema = z.discriminatedUnion('type', [
  taskExecutionLinkSchema,
  workflowExecutionLinkSchema,
  ruleLinkSchema,
  z.object({ type: z.literal('event'), event: seenEventSchema }),
  /** A request caused it. */
  z.object({
    type: z.literal('request'),
    offset: offsetSchema,
    time: timeSchema,
    action: z.string(),
    /** The task and the action, if the request was about a task. */
    task: z.string().exactOptional(),
    taskAction: taskActionSchema.exactOptional(),
    sender: z.string().nullable(),
    principal: z.string().nullable().default(null),
    requestId: z.string().nullable(),
  }),
  z.object({
    type: z.literal('timer'),
    offset: offsetSchema,
    time: timeSchema,
    dueTime: dueTimeSchema,
    /** The schedule of a workflow, or null for the timer of a periodic task. */
    schedule: z.string().nullable(),
    /** Whether it was the time limit of a workflow execution. */
    isTimeout: z.literal(true).exactOptional(),
  }),
  /** History that is older was removed. */
  z.object({ type: z.literal('missing'), text: z.string() }),
])

/** `GET …/task-executions/:task/:sequence/why`: from the task execution back to its first cause. */
export const whySchema = z.object({
  links: z.array(whyLinkSchema),
  /** The task execution to ask about next, if the chain is longer than requested. */
  next: z.object({ workflowExecutionId: idSchema, taskName: z.string(), sequenceNumber: countSchema }).nullable(),
})

export const whyQuerySchema = z.object({
  /** Maximum number of task executions. */
  depth: numberText(1, 100).default(20),
})

/** One thing that a rule waits for. */
const waitingForSchema = z.object({
  /** In words, such as `event "ready"` or `task "train" is SUCCESS`. */
  text: z.string(),
  isSeen: z.boolean(),
  /** The newest event that counts for it, or that set the present status. */
  event: seenEventSchema.nullable(),
  /** Status of the task that it waits for; null if it waits for an event, or the task never ran. */
  status: taskStatusSchema.nullable(),
})

const whyNotRuleSchema = z.object({
  name: z.string(),
  /** Null for a trigger. */
  action: taskActionSchema.nullable(),
  condition: conditionSchema,
  text: z.string(),
  waitsFor: z.array(waitingForSchema),
  /** How often it was evaluated and not met, and the reason of the last time. */
  notMet: notMetSchema.omit({ task: true, rule: true }).extend({ time: timeSchema.nullable() }).nullable(),
  /** The last ones, newest first. */
  verdicts: z.array(verdictSchema),
  /** Why it is not judged at all. */
  refusal: z.string().nullable(),
  /** Events that it failed on, newest first. */
  deadLetters: z.array(deadLetterSchema.pick({ id: true, eventOffset: true, error: true })).default([]),
})

/** `GET /api/v1/workflow-executions/:id/tasks/:task/why-not` */
export const whyNotSchema = z.object({
  workflowExecutionId: idSchema,
  task: z.string(),
  /** Of the latest execution, or null if the task never ran. */
  status: taskStatusSchema.nullable(),
  sequenceNumber: countSchema.nullable(),
  /** What keeps it from starting, regardless of its rules. */
  hindrances: z.array(z.string()),
  /** What starts it besides its rules, such as a timer. */
  starts: z.array(z.string()),
  /** The next time of its timer. */
  nextTime: dueTimeSchema.nullable(),
  rules: z.array(whyNotRuleSchema),
})

/** `GET /api/v1/workflows/:namespace/:workflow/triggers/:name/why-not` */
export const whyNotTriggerSchema = z.object({
  namespace: z.string(),
  workflow: z.string(),
  trigger: z.string(),
  hindrances: z.array(z.string()),
  rule: whyNotRuleSchema,
})

/** An event with its cause and its dead letters. */
export type EventDetail = z.infer<typeof eventDetailSchema>
/** An event as a condition saw it. A long value is cut short. */
export type SeenEvent = z.infer<typeof seenEventSchema>
/** What an event led to directly: verdicts, changes of status, and starts that had to wait. */
export type EventEffects = z.infer<typeof eventEffectsSchema>
/** One link of the chain from a task execution back to its first cause. */
export type WhyLink = z.infer<typeof whyLinkSchema>
/** The chain from a task execution back to its first cause. */
export type Why = z.infer<typeof whySchema>
/** A rule or a trigger that has not fired: what it waits for, and what it has seen. */
export type WhyNotRule = z.infer<typeof whyNotRuleSchema>
/** Why a task does not run: what blocks it, and what each of its rules waits for. */
export type WhyNot = z.infer<typeof whyNotSchema>
/** Why a trigger starts no execution: what blocks it, and what it waits for. */
export type WhyNotTrigger = z.infer<typeof whyNotTriggerSchema>
