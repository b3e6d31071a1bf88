import * as z from 'zod'
import {
  MAX_ACTIVE_EXECUTIONS,
  MAX_BATCH_EVENTS,
  MAX_BATCH_SECONDS,
  MAX_CEL_CHARACTERS,
  MAX_METRICS_SECONDS,
  MAX_PRIORITY,
  MAX_QUEUED_STARTS,
  MAX_RETRIES,
  MAX_RETRY_BACKOFF,
} from '../model/limits.ts'
import { storedJsonObjectSchema, taskActionSchema, taskStatusSchema } from './model-schemas.ts'
import { storedNameSchema } from './names.ts'
import { durationSchema, optionalLimitSchema } from './numbers.ts'

/*
 * The data form of a workflow: what an upload stores, what the scheduler reads. It is the authority: code in the bundle
 * only runs where the definition says so.
 */

/** Which events of a key count: every field that is given must hold for the value of the event. */
export const valueFilterSchema = z
  .object({
    equals: z.string().optional(),
    in: z.array(z.string()).optional(),
    /** A regular expression in the syntax of RE2 that is found in the value. */
    matches: z.string().optional(),
  })
  .strict()

export const eventMatchSchema = z.object({ key: z.string().min(1), filter: valueFilterSchema.optional() }).strict()

export const taskStatusMatchSchema = z.object({ task: storedNameSchema, status: taskStatusSchema }).strict()

export const conditionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: eventMatchSchema }).strict(),
  /** Remembers the newest event per member; met when there is one of each; resets when its action is accepted. */
  z.object({ type: z.literal('allEvents'), events: z.array(eventMatchSchema).min(1) }).strict(),
  z.object({ type: z.literal('anyEvent'), events: z.array(eventMatchSchema).min(1) }).strict(),
  z.object({ type: z.literal('taskStatus'), task: storedNameSchema, status: taskStatusSchema }).strict(),
  z
    .object({
      type: z.literal('allTaskStatuses'),
      members: z.array(taskStatusMatchSchema).min(1),
      /** Count only upstream executions that ended since the task's own last start. */
      fresh: z.boolean().optional(),
    })
    .strict(),
  /** User code in the bundle, found by workflow, task (or trigger) and rule index. */
  z
    .object({ type: z.literal('code'), expectEventKeys: z.array(z.string().min(1)).min(1), className: z.string() })
    .strict(),
  z
    .object({
      type: z.literal('cel'),
      /** In the Common Expression Language, over `event`; met where it is true. */
      expression: z.string().min(1).max(MAX_CEL_CHARACTERS),
      /** The keys it is asked about; every event that a user or task sends in the namespace where they are left out. */
      keys: z.array(z.string().min(1)).min(1).optional(),
    })
    .strict(),
])

export const whenAliveSchema = z.enum(['ignore', 'latest', 'queue'])

export const ruleSchema = z
  .object({
    /** Unique within its task; `rule-<index>` where the author gave none. */
    name: storedNameSchema,
    condition: conditionSchema,
    action: taskActionSchema,
    whenAlive: whenAliveSchema.default('ignore'),
    queueLimit: z.int().min(1).max(MAX_QUEUED_STARTS).default(1000),
  })
  .strict()

export const operatorSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('bash'),
      command: z.string().min(1),
      env: z.record(z.string(), z.string()).default({}),
      cwd: z.string().optional(),
    })
    .strict(),
  /** An operator whose methods run in a warm Node child that has imported the bundle. */
  z
    .object({
      type: z.literal('code'),
      className: z.string(),
      isolation: z.enum(['warm', 'process']).default('warm'),
      /** Time between two calls of the operator's `getMetrics`; 10 where it is not given. */
      metricsSeconds: z.number().min(1).max(MAX_METRICS_SECONDS).optional(),
      /** Its class has a `stop` of its own, which works with the handle alone. */
      ownStop: z.boolean().optional(),
      /** Its class has `reattach`: the work of an attempt that was lost goes on. */
      reattaches: z.boolean().optional(),
    })
    .strict(),
])

/** A whole number, or no limit. */
const retriesSchema = z.union([z.int().min(0).max(MAX_RETRIES), z.literal('unlimited')]).default(0)

export const retrySchema = z
  .object({
    retries: retriesSchema,
    retryDelaySeconds: durationSchema('zero').default(5),
    /** Factor from one delay to the next; 1 keeps the delay constant. */
    retryBackoff: z.number().min(1).max(MAX_RETRY_BACKOFF).default(2),
    maxRetryDelaySeconds: durationSchema('zero').default(300),
    /** Part of the delay that is random, 0 to 1. */
    retryJitter: z.number().min(0).max(1).default(0.1),
    retriesOnLost: retriesSchema,
    /** After an attempt that ran at least so long, retries and their delays are counted anew; never where it is absent. */
    retryResetSeconds: optionalLimitSchema.optional(),
    /** Exit codes of a command that forbid another attempt. */
    doNotRetryExitCodes: z.array(z.int().min(1).max(255)).optional(),
  })
  .strict()

export const taskSchema = z
  .object({
    name: storedNameSchema,
    operator: operatorSchema,
    rules: z.array(ruleSchema).default([]),
    retry: retrySchema.prefault({}),
    /** The pool of the namespace that it needs a slot of, besides one of a worker. */
    pool: storedNameSchema.optional(),
    /** Of those that wait for a slot the greatest comes first; 0 where it is absent. */
    priority: z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY).optional(),
    /** Limit of one attempt. */
    timeoutSeconds: optionalLimitSchema.optional(),
    /** The longest time between two reports of an attempt that it is alive; none are asked for where it is absent. */
    livenessSeconds: optionalLimitSchema.optional(),
    /** Limit of phase 1 of a stop, the operator's own `stop`. */
    stopTimeoutSeconds: durationSchema('positive').default(60),
    /** Time between SIGTERM and SIGKILL. */
    graceSeconds: durationSchema('zero').default(10),
    /** `cron@…` or `interval@d h m s`: the task is started by its own timer inside a live execution. */
    periodicExpression: z.string().optional(),
    timezone: z.string().optional(),
    /** What a firing of the periodic timer does while the task is alive. */
    periodicWhenAlive: z.enum(['ignore', 'restart', 'queue']).default('ignore'),
    /** An execution may end while this task still waits for its first event. */
    optional: z.boolean().default(false),
    /** A failure of this task does not fail its execution. */
    allowFailure: z.boolean().default(false),
  })
  .strict()

/** What a trigger or schedule does while executions of its workflow are alive. */
export const overlapSchema = z.enum(['allow', 'skip', 'queue', 'stop-old'])

/** How many executions many events start. */
export const fanInSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('each') }).strict(),
  /** While an execution is alive the newest match waits; it starts one once all have ended. */
  z.object({ type: z.literal('latest') }).strict(),
  /** One execution gets all events that were gathered when there are `size` of them or `seconds` after the first. */
  z
    .object({
      type: z.literal('batch'),
      size: z.int().min(1).max(MAX_BATCH_EVENTS).optional(),
      seconds: z.number().positive().max(MAX_BATCH_SECONDS).optional(),
    })
    .strict()
    .refine(({ size, seconds }) => size !== undefined || seconds !== undefined, {
      message: 'a batch ends by "size", by "seconds" or by both',
    }),
])

export const triggerDefinitionSchema = z
  .object({
    name: storedNameSchema,
    condition: conditionSchema,
    /** Of the executions it starts. */
    parameters: storedJsonObjectSchema.default({}),
    overlap: overlapSchema.default('allow'),
    fanIn: fanInSchema.default({ type: 'each' }),
  })
  .strict()

export const catchUpSchema = z.enum(['one', 'skip', 'all'])

export const scheduleDefinitionSchema = z
  .object({
    name: storedNameSchema,
    /** `cron@…` (five or six fields) or `interval@days hours minutes seconds`. */
    expression: z.string().min(1),
    /** IANA name; UTC by default. */
    timezone: z.string().default('UTC'),
    catchUp: catchUpSchema.default('one'),
    /** Of the executions it starts. */
    parameters: storedJsonObjectSchema.default({}),
    overlap: overlapSchema.default('allow'),
  })
  .strict()

export const workflowDefinitionSchema = z
  .object({
    formatVersion: z.literal(1),
    sdkVersion: z.string(),
    namespace: storedNameSchema,
    name: storedNameSchema,
    /** `untilDone` (default) ends when nothing more can happen; `untilStopped` never ends by itself. */
    lifetime: z.enum(['untilDone', 'untilStopped']).default('untilDone'),
    /** Limit of one execution, from its beginning. */
    timeoutSeconds: optionalLimitSchema.optional(),
    /** So many executions are alive at once; no limit where it is absent. */
    maxActiveExecutions: z.int().min(1).max(MAX_ACTIVE_EXECUTIONS).optional(),
    /** What becomes of a start beyond that: it waits (`queue`, default) or is refused. */
    onFull: z.enum(['queue', 'skip']).optional(),
    /** JSON Schema of the parameters that an execution takes; none where it is absent. */
    parameters: storedJsonObjectSchema.optional(),
    tasks: z.array(taskSchema),
    triggers: z.array(triggerDefinitionSchema).default([]),
    schedules: z.array(scheduleDefinitionSchema).default([]),
  })
  .strict()

export type ValueFilter = z.infer<typeof valueFilterSchema>
export type EventMatch = z.infer<typeof eventMatchSchema>
export type TaskStatusMatch = z.infer<typeof taskStatusMatchSchema>
export type ConditionDefinition = z.infer<typeof conditionSchema>
export type WhenAlive = z.infer<typeof whenAliveSchema>
export type RuleDefinition = z.infer<typeof ruleSchema>
export type OperatorDefinition = z.infer<typeof operatorSchema>
export type RetryPolicy = z.infer<typeof retrySchema>
export type TaskDefinition = z.infer<typeof taskSchema>
export type TriggerDefinition = z.infer<typeof triggerDefinitionSchema>
export type Overlap = z.infer<typeof overlapSchema>
export type FanIn = z.infer<typeof fanInSchema>
export type CatchUp = z.infer<typeof catchUpSchema>
export type ScheduleDefinition = z.infer<typeof scheduleDefinitionSchema>
export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>
