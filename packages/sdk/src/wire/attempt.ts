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
import { resolvedConnectionSchema, taskConnectionsSchema } from './task-connection.ts'
import { taskSecretsSchema } from './task-secret.ts'
import { attemptOperatorSchema } from './workflow-definition.ts'

/** A time of a schedule, and the interval since the previous time; milliseconds since the epoch. */
export const scheduledTimeSchema = z.object({
  /** Name of the schedule; null for an expression without a name. */
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
  /** The rule that fired, null if none did. */
  rule: z.string().nullable(),
  /** The events of the rule, the deciding one last. */
  events: z.array(eventSchema),
  /** Outputs of the upstream tasks whose success fired the rule, by task name. */
  outputs: storedJsonObjectSchema.default({}),
  /** The due time of the timer of a periodic task. */
  schedule: scheduledTimeSchema.optional(),
  /** The offset of the request in the log, for a manual start that had to wait. */
  requestOffset: offsetSchema.optional(),
  /** Set if the events and outputs exceed what an attempt may be given. Then their contents are not kept, and the attempt fails. */
  leftOutBytes: countSchema.optional(),
})

/** The parts of a spec that may be too large to be sent with it. */
export const attemptPartSchema = z.enum(['trigger', 'states', 'handle', 'parameters', 'operator', 'item'])

/** An item of the list that a task runs for. Its place counts from 0; its value is fetched if it is large. */
const attemptItemSchema = z.object({ index: countSchema, value: storedJsonSchema.optional() })

/** Everything a worker needs to run one attempt of a task execution. */
export const attemptSpecSchema = z.object({
  /** Random, and never used again. */
  attemptId: z.string().min(8),
  attemptNumber: ordinalSchema,
  namespace: z.string(),
  workflowName: z.string(),
  workflowExecutionId: idSchema,
  taskExecutionId: idSchema,
  taskName: z.string(),
  sequenceNumber: ordinalSchema,
  snapshotHash: z.string(),
  operator: attemptOperatorSchema,
  trigger: triggerSchema,
  /** The item that it runs for, of a task over a list. Only for workers that say that they know items. */
  item: attemptItemSchema.optional(),
  /** Parameters of the workflow execution, with defaults filled in. */
  parameters: storedJsonObjectSchema.optional(),
  /** The time of a schedule that the task, or its workflow execution, was started for; null if there is none. */
  schedule: scheduledTimeSchema.nullable().optional(),
  timeoutSeconds: saturatingDurationSchema.nullable(),
  /** The task must report at least this often that it is alive. */
  livenessSeconds: saturatingDurationSchema.nullable().optional(),
  stopTimeoutSeconds: saturatingDurationSchema,
  graceSeconds: saturatingDurationSchema,
  /** The handle of the outside work that the previous attempt left, null if there is none. */
  handle: storedJsonSchema,
  /** The named states of the workflow execution at the start of the attempt. Only for code, since commands do not read them. */
  states: storedJsonObjectSchema.optional(),
  /** The status of every other task of the execution at the start of the attempt, null if it never ran. */
  taskStatuses: z.record(z.string(), taskStatusSchema.nullable()).optional(),
  /** The same in short, from protocol 3 on: see `fromStatusRuns`. */
  statusRuns: z.string().optional(),
  /**
   * Since protocol 3: these parts are too large for a message, and are empty here, except that the trigger has its deciding
   * event without a large value. The worker fetches them before the attempt begins.
   */
  fetch: z.array(attemptPartSchema).optional(),
  /** The request to the server that led to this task execution, null if none did. */
  requestId: z.string().nullable().optional(),
  /** The secrets that the worker fetches before the attempt begins. Only for workers that say that they can. */
  secrets: taskSecretsSchema.optional(),
  /** The connections that the worker fetches with the secrets. */
  connections: taskConnectionsSchema.optional(),
  /** Valid while the attempt is alive, for its execution and for events of its namespace. */
  token: z.string(),
  /** `stopOutside`: do not run the task; only call the operator's `stop` with the handle until it confirms. */
  purpose: z.enum(['run', 'stopOutside']).optional(),
  /** The boot id of the worker's machine when the attempt was assigned; on any other boot it must not be started. */
  bootId: z.string(),
})

/**
 * `GET /api/v1/worker/attempts/:attemptId/secrets`: the values, by the names by which the task knows them, and the connections of
 * a task that names some.
 */
export const attemptSecretsSchema = z.object({
  values: z.record(z.string(), z.string()),
  connections: z.record(z.string(), resolvedConnectionSchema).exactOptional(),
})

/** Whether what an attempt says must be masked. */
export function hasSecrets({ secrets, connections }: Pick<AttemptSpec, 'secrets' | 'connections'>): boolean {
  return secrets !== undefined || connections !== undefined
}

export const outcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('success'), output: storedJsonSchema }),
  z.object({
    type: z.literal('failed'),
    /**
     * `exit`: the exit code was not 0. `signal`: a signal ended it. `error`: code threw. `start`: it could not be started.
     * `rejected`: somebody answered with a choice that fails. `child`: the workflow execution that it waited for did not
     * succeed. `items`: items of its list did not. No worker reports these three.
     */
    reason: z.enum(['exit', 'signal', 'error', 'timeout', 'start', 'unresponsive', 'rejected', 'child', 'items']),
    message: z.string(),
    exitCode: exitCodeSchema.nullable(),
    signal: z.string().nullable(),
    /** False if the error forbids another attempt. */
    retryable: z.boolean(),
  }),
  /** Ended after a stop was requested and its first signal was sent. */
  z.object({
    type: z.literal('stopped'),
    message: z.string().nullable(),
    /** Set if someone forced the stop to end: what was running, also outside, may still be alive. */
    unconfirmed: z.literal(true).exactOptional(),
  }),
  /** A stop came before the start; a tombstone refuses a start that arrives late. */
  z.object({ type: z.literal('neverStarted') }),
  /** Claimed, but there is neither a process nor an outcome (the machine rebooted, or both were killed). */
  z.object({
    type: z.literal('lost'),
    message: z.string(),
    /** Set if it was lost with a process that it shared with other tasks, one of which may have been at fault. */
    shared: z.literal(true).exactOptional(),
  }),
])

export const stopPhaseSchema = z.enum(['stop', 'terminate', 'kill', 'confirm', 'outside'])

export type ScheduledTime = z.infer<typeof scheduledTimeSchema>
export type Trigger = z.infer<typeof triggerSchema>
export type AttemptPart = z.infer<typeof attemptPartSchema>
export type AttemptSpec = z.infer<typeof attemptSpecSchema>
export type Outcome = z.infer<typeof outcomeSchema>
export type StopPhase = z.infer<typeof stopPhaseSchema>
