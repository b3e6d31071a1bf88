import * as z from 'zod'
import { TASK_OUTCOMES } from '../model/execution/task-outcomes.ts'
import {
  MAX_ACTIVE_EXECUTIONS,
  MAX_APPROVAL_CHOICES,
  MAX_APPROVAL_MESSAGE,
  MAX_APPROVERS,
  MAX_BATCH_EVENTS,
  MAX_BATCH_SECONDS,
  MAX_CEL_CHARACTERS,
  MAX_CLEAN_UP_SECONDS,
  MAX_EMITS,
  MAX_ITEMS,
  MAX_ITEMS_AT_ONCE,
  MAX_METRICS_SECONDS,
  MAX_PRIORITY,
  MAX_QUEUED_STARTS,
  MAX_RETRIES,
  MAX_RETRY_BACKOFF,
} from '../model/limits.ts'
import { metadataShape } from './metadata.ts'
import { storedJsonListSchema, storedJsonObjectSchema, taskActionSchema, taskStatusSchema } from './model-schemas.ts'
import { storedNameSchema } from './names.ts'
import { durationSchema, optionalLimitSchema } from './numbers.ts'
import { pythonOperatorSchema } from './python-operator.ts'
import { taskConnectionsSchema } from './task-connection.ts'
import { taskSecretsSchema } from './task-secret.ts'

/*
 * The data form of a workflow: an upload stores it, and the scheduler reads it. It is the authority: code in the bundle runs
 * only where the definition says so.
 */

/** A filter on the value of an event. Every field that is given must match. */
export const valueFilterSchema = z
  .object({
    equals: z.string().optional(),
    in: z.array(z.string()).optional(),
    /** A regular expression in the syntax of RE2 that must match somewhere in the value. */
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
      /** Count only upstream executions that ended since the last start of the task itself. */
      fresh: z.boolean().optional(),
    })
    .strict(),
  /** How all of the tasks have ended, or that one of them failed. A task that never ran and cannot any more is done. */
  z
    .object({
      type: z.literal('taskOutcomes'),
      tasks: z.array(storedNameSchema).min(1),
      when: z.enum(TASK_OUTCOMES),
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
      /** An expression in the Common Expression Language about `event`. The condition is met if it is true. */
      expression: z.string().min(1).max(MAX_CEL_CHARACTERS),
      /** Evaluate only events with these keys; if left out, every event that a user or task sends in the namespace. */
      keys: z.array(z.string().min(1)).min(1).optional(),
    })
    .strict(),
])

export const whenAliveSchema = z.enum(['ignore', 'latest', 'queue'])

export const ruleSchema = z
  .object({
    /** Unique within its task; from the condition if the author gave none. */
    name: storedNameSchema,
    condition: conditionSchema,
    action: taskActionSchema,
    whenAlive: whenAliveSchema.default('ignore'),
    queueLimit: z.int().min(1).max(MAX_QUEUED_STARTS).default(1000),
  })
  .strict()

/** What the process of a task does besides: runs one task after the other, this task alone, or many tasks at once. */
const isolationSchema = z.enum(['warm', 'process', 'shared'])

/** An operator whose attempts run on workers. */
export const attemptOperatorSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('bash'),
      command: z.string().min(1),
      env: z.record(z.string(), z.string()).default({}),
      cwd: z.string().optional(),
    })
    .strict(),
  pythonOperatorSchema,
  /** An operator whose methods run in a warm Node child that has imported the bundle. */
  z
    .object({
      type: z.literal('code'),
      className: z.string(),
      isolation: isolationSchema.default('warm'),
      /** Time between two calls of the operator's `getMetrics`, in seconds; 10 if left out. */
      metricsSeconds: z.number().min(1).max(MAX_METRICS_SECONDS).optional(),
      /** Whether its class has its own `stop`, which needs only the handle. */
      ownStop: z.boolean().optional(),
      /** Whether its class has `reattach`: the outside work of a lost attempt continues. */
      reattaches: z.boolean().optional(),
    })
    .strict(),
])

/** A task that waits for the answer of a person. It has no attempts: no worker, and no process. */
const approvalSchema = z
  .object({
    type: z.literal('approval'),
    message: z.string().min(1).max(MAX_APPROVAL_MESSAGE),
    choices: z
      .array(z.object({ name: storedNameSchema, fails: z.literal(true).exactOptional() }).strict())
      .min(1)
      .max(MAX_APPROVAL_CHOICES),
    /** The names of the tokens that may answer; if absent, every token that may operate the workflow. */
    approvers: z.array(z.string().min(1)).min(1).max(MAX_APPROVERS).optional(),
    /** The choice that stands for an answer that did not come in time. Without it, the task fails then. */
    onTimeout: storedNameSchema.optional(),
    /** Whether who started the workflow execution may answer; true if absent. */
    starterMayAnswer: z.literal(false).exactOptional(),
    /** JSON Schema of the values that an answer brings; an answer brings none if absent. */
    parameters: storedJsonObjectSchema.optional(),
  })
  .strict()

/** A task that starts an execution of another workflow of its namespace and waits for its end. It has no attempts either. */
const subWorkflowSchema = z
  .object({
    type: z.literal('workflow'),
    workflow: storedNameSchema,
    /** Parameters of that execution; texts may hold expressions over the parameters and outputs of this one. */
    parameters: storedJsonObjectSchema.optional(),
    /** The task of that workflow whose output is the output; all outputs by task if absent. */
    output: storedNameSchema.optional(),
  })
  .strict()

export const operatorSchema = z.discriminatedUnion('type', [
  ...attemptOperatorSchema.options,
  approvalSchema,
  subWorkflowSchema,
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
    /** An attempt that ran at least this many seconds resets the count of retries and the delay; never if absent. */
    retryResetSeconds: optionalLimitSchema.optional(),
    /** Exit codes of a command that forbid another attempt. */
    doNotRetryExitCodes: z.array(z.int().min(1).max(255)).optional(),
  })
  .strict()

/** A task that runs once for each item of a list. Only for tasks with attempts. */
const mapOverSchema = z
  .object({
    /** The list, or a text that is one expression over the parameters, outputs and event of the start. */
    list: z.union([
      z
        .string()
        .min(1)
        .max(MAX_CEL_CHARACTERS + 3),
      storedJsonListSchema,
    ]),
    /** How many items run at once; as many as there are slots for if absent, up to the same bound. */
    limit: z.int().min(1).max(MAX_ITEMS_AT_ONCE).exactOptional(),
    /** What failed items mean; `fast` if absent: the first stops the others. */
    onFailure: z
      .union([z.enum(['fast', 'all']), z.object({ atLeast: z.int().min(0).max(MAX_ITEMS) }).strict()])
      .exactOptional(),
  })
  .strict()

const emitSchema = z.object({ key: z.string().min(1), to: z.enum(['execution', 'namespace']) }).strict()

export const taskSchema = z
  .object({
    name: storedNameSchema,
    ...metadataShape,
    operator: operatorSchema,
    rules: z.array(ruleSchema).default([]),
    retry: retrySchema.prefault({}),
    /** The list whose items it runs for; it runs once if absent. */
    mapOver: mapOverSchema.exactOptional(),
    /** The secrets that its attempts get; none if absent. */
    secrets: taskSecretsSchema.optional(),
    /** The connections that its attempts get; none if absent. */
    connections: taskConnectionsSchema.optional(),
    /** The pool of the namespace that it needs a slot of, besides a slot of a worker. */
    pool: storedNameSchema.optional(),
    /** Priority among waiting tasks: the greatest comes first; 0 if absent. */
    priority: z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY).optional(),
    /** Maximum duration of one attempt, in seconds. */
    timeoutSeconds: optionalLimitSchema.optional(),
    /** Maximum time between two reports that an attempt is alive, in seconds; no reports are needed if absent. */
    livenessSeconds: optionalLimitSchema.optional(),
    /** Maximum duration of phase 1 of a stop, the operator's own `stop`, in seconds. */
    stopTimeoutSeconds: durationSchema('positive').default(60),
    /** Time between SIGTERM and SIGKILL, in seconds. */
    graceSeconds: durationSchema('zero').default(10),
    /** `cron@…` or `interval@d h m s`: the task is started by its own timer while the execution is active. */
    periodicExpression: z.string().optional(),
    timezone: z.string().optional(),
    /** What a firing of the periodic timer does while the task is alive. */
    periodicWhenAlive: z.enum(['ignore', 'restart', 'queue']).default('ignore'),
    /** Whether an execution may end while this task still waits for its first event. */
    optional: z.boolean().default(false),
    /** Whether the execution may succeed although this task failed. */
    allowFailure: z.boolean().default(false),
    /** It belongs to the clean-up: it may start while its execution is stopped, and does not start with it. */
    onStop: z.boolean().optional(),
    /** The events that it says it sends, to its own execution or to the whole namespace. */
    emits: z.array(emitSchema).max(MAX_EMITS).optional(),
    /** The keys of the events that it says its code listens to. */
    listensTo: z.array(z.string().min(1)).max(MAX_EMITS).optional(),
  })
  .strict()

/** What a trigger or schedule does while executions of its workflow are alive. */
export const overlapSchema = z.enum(['allow', 'skip', 'queue', 'stop-old'])

/** How several events become executions. */
export const fanInSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('each') }).strict(),
  /** While an execution is alive, the newest match waits. It starts an execution once all have ended. */
  z.object({ type: z.literal('latest') }).strict(),
  /** One execution gets a batch of events, which is complete at `size` events or `seconds` after the first. */
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
    /** Parameters of the executions that it starts. */
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
    /** Time zone, an IANA name; UTC by default. */
    timezone: z.string().default('UTC'),
    catchUp: catchUpSchema.default('one'),
    /** Parameters of the executions that it starts. */
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
    ...metadataShape,
    /** `untilDone` (default) ends when nothing more can happen; `untilStopped` never ends by itself. */
    lifetime: z.enum(['untilDone', 'untilStopped']).default('untilDone'),
    /** Maximum duration of one execution, in seconds. */
    timeoutSeconds: optionalLimitSchema.optional(),
    /** What the first failure of a task does that is not allowed to fail: nothing (`continue`, default), or stop the execution. */
    onFailure: z.enum(['continue', 'stop']).optional(),
    /** Limit of the clean-up, from the end of all other tasks; 300 if absent. */
    cleanUpTimeoutSeconds: z.number().positive().max(MAX_CLEAN_UP_SECONDS).optional(),
    /** Maximum number of executions that are alive at once; no limit if absent. */
    maxActiveExecutions: z.int().min(1).max(MAX_ACTIVE_EXECUTIONS).optional(),
    /** What happens to a start beyond that limit: it waits (`queue`, default) or is refused. */
    onFull: z.enum(['queue', 'skip']).optional(),
    /** JSON Schema of the parameters; an execution takes none if absent. */
    parameters: storedJsonObjectSchema.optional(),
    tasks: z.array(taskSchema),
    triggers: z.array(triggerDefinitionSchema).default([]),
    schedules: z.array(scheduleDefinitionSchema).default([]),
  })
  .strict()

/** A filter on the value of an event. Every field that is given must match. */
export type ValueFilter = z.infer<typeof valueFilterSchema>
/** Which events count: those with this key, if the filter matches. */
export type EventMatch = z.infer<typeof eventMatchSchema>
export type TaskStatusMatch = z.infer<typeof taskStatusMatchSchema>
export type ConditionDefinition = z.infer<typeof conditionSchema>
/** What a START does while the task is alive: `ignore` it, let the `latest` one wait, or `queue` it. */
export type WhenAlive = z.infer<typeof whenAliveSchema>
export type RuleDefinition = z.infer<typeof ruleSchema>
export type OperatorDefinition = z.infer<typeof operatorSchema>
/** What a worker runs. */
export type AttemptOperator = z.infer<typeof attemptOperatorSchema>
export type ApprovalDefinition = z.infer<typeof approvalSchema>
export type SubWorkflowDefinition = z.infer<typeof subWorkflowSchema>
/** The list that a task runs for, item by item. */
export type MapOverDefinition = z.infer<typeof mapOverSchema>
export type RetryPolicy = z.infer<typeof retrySchema>
export type TaskDefinition = z.infer<typeof taskSchema>
export type TriggerDefinition = z.infer<typeof triggerDefinitionSchema>
/**
 * What a trigger or a schedule does while executions of the workflow are alive: `allow` another one, `skip` it,
 * `queue` it, or stop the old ones (`stop-old`).
 */
export type Overlap = z.infer<typeof overlapSchema>
export type FanIn = z.infer<typeof fanInSchema>
/** Which missed times of a schedule are made up for after downtime: `one`, none (`skip`), or `all`. */
export type CatchUp = z.infer<typeof catchUpSchema>
export type ScheduleDefinition = z.infer<typeof scheduleDefinitionSchema>
/** The data form of a workflow, as an upload stores it. */
export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>
