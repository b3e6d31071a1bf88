import * as z from 'zod'
import {
  eventSchema,
  executionTypeSchema,
  storedJsonObjectSchema,
  storedJsonSchema,
  taskStatusSchema,
} from './model-schemas.ts'
import {
  countSchema,
  exitCodeSchema,
  idSchema,
  offsetSchema,
  ordinalSchema,
  saturatingDurationSchema,
  timeSchema,
} from './numbers.ts'
import { operatorSchema } from './workflow-definition.ts'

/** A time of a schedule, and the interval since the time before it; milliseconds since the epoch. */
export const scheduledTimeSchema = z.object({
  /** Of the schedule; null for an expression without a name. */
  name: z.string().nullable(),
  dueTime: timeSchema,
  /** Inclusive. */
  intervalStart: timeSchema,
  /** Exclusive: the due time. */
  intervalEnd: timeSchema,
})

/** Why a task execution started: the events that met its rule (none for a manual start or the start of the execution). */
export const triggerSchema = z.object({
  type: executionTypeSchema,
  /** The rule that fired, null where no rule did. */
  rule: z.string().nullable(),
  /** What the events of the rule were, the deciding one last. */
  events: z.array(eventSchema),
  /** Outputs of the upstream tasks whose success fired the rule, by task name. */
  outputs: storedJsonObjectSchema.default({}),
  /** The time that the own timer of a periodic task was due. */
  schedule: scheduledTimeSchema.optional(),
  /** The place of the request in the log, where it was asked for by hand and had to wait. */
  requestOffset: offsetSchema.optional(),
  /** The events and outputs were more than an attempt may be given: nothing is kept of their contents, and it fails. */
  leftOutBytes: countSchema.optional(),
})

/** What of a spec may be too large to come along with it. */
export const attemptPartSchema = z.enum(['trigger', 'states', 'handle', 'parameters', 'operator'])

/** Everything a worker needs to run one attempt of a task execution. */
export const attemptSpecSchema = z.object({
  /** Random, unique for ever. */
  attemptId: z.string().min(8),
  attemptNumber: ordinalSchema,
  namespace: z.string(),
  workflowName: z.string(),
  workflowExecutionId: idSchema,
  taskExecutionId: idSchema,
  taskName: z.string(),
  sequenceNumber: ordinalSchema,
  snapshotHash: z.string(),
  operator: operatorSchema,
  trigger: triggerSchema,
  /** Of the workflow execution, defaults filled. */
  parameters: storedJsonObjectSchema.optional(),
  /** What the task, or its workflow execution, was started for; null where that was no time of a schedule. */
  schedule: scheduledTimeSchema.nullable().optional(),
  timeoutSeconds: saturatingDurationSchema.nullable(),
  /** The task has to report being alive that often. */
  livenessSeconds: saturatingDurationSchema.nullable().optional(),
  stopTimeoutSeconds: saturatingDurationSchema,
  graceSeconds: saturatingDurationSchema,
  /** The handle of the outside work that the attempt before left, null where there is none. */
  handle: storedJsonSchema,
  /** The named states of the workflow execution as of the start of the attempt; for code alone, since commands read none. */
  states: storedJsonObjectSchema.optional(),
  /** The status of every other task of the execution as of the start of the attempt, null where it never ran. */
  taskStatuses: z.record(z.string(), taskStatusSchema.nullable()).optional(),
  /** The same in short, from protocol 3 on: see `fromStatusRuns`. */
  statusRuns: z.string().optional(),
  /**
   * Since protocol 3: these parts are too large for a message. What stands here in their place holds nothing, but for the
   * deciding event of the trigger without a large value; the worker fetches them before the attempt begins.
   */
  fetch: z.array(attemptPartSchema).optional(),
  /** The request to the server that led to this task execution, null where none did. */
  requestId: z.string().nullable().optional(),
  /** Good while the attempt lives, for its execution and its namespace's events. */
  token: z.string(),
  /** `stopOutside`: no start, only the operator's `stop` for the handle, until it confirms. */
  purpose: z.enum(['run', 'stopOutside']).optional(),
  /** The boot id of the worker's machine when the attempt was assigned; on any other boot it must not be started. */
  bootId: z.string(),
})

export const outcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('success'), output: storedJsonSchema }),
  z.object({
    type: z.literal('failed'),
    /** `exit`: the exit code was not 0. `signal`: a signal ended it. `error`: code threw. `start`: it could not be started. */
    reason: z.enum(['exit', 'signal', 'error', 'timeout', 'start', 'unresponsive']),
    message: z.string(),
    exitCode: exitCodeSchema.nullable(),
    signal: z.string().nullable(),
    /** False where the error forbids another attempt. */
    retryable: z.boolean(),
  }),
  /** Ended after a stop was requested and its first signal was sent. */
  z.object({
    type: z.literal('stopped'),
    message: z.string().nullable(),
    /** Set where someone forced the stop to be over: what was running, or worked outside, may live on. */
    unconfirmed: z.literal(true).exactOptional(),
  }),
  /** A stop came before the start; a tombstone refuses a start that arrives late. */
  z.object({ type: z.literal('neverStarted') }),
  /** Claimed, but there is neither a process nor an outcome (the machine rebooted, or both were killed). */
  z.object({ type: z.literal('lost'), message: z.string() }),
])

export const stopPhaseSchema = z.enum(['stop', 'terminate', 'kill', 'confirm', 'outside'])

export type ScheduledTime = z.infer<typeof scheduledTimeSchema>
export type Trigger = z.infer<typeof triggerSchema>
export type AttemptPart = z.infer<typeof attemptPartSchema>
export type AttemptSpec = z.infer<typeof attemptSpecSchema>
export type Outcome = z.infer<typeof outcomeSchema>
export type StopPhase = z.infer<typeof stopPhaseSchema>
