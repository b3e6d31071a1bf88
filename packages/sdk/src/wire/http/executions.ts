import * as z from 'zod'
import { MAX_PAGE_TASKS, MAX_PAGE_VALUES, MAX_UNREADABLE_NAMED } from '../../model/limits.ts'
import { outcomeSchema, scheduledTimeSchema, stopPhaseSchema, triggerSchema } from '../attempt.ts'
import { labelFiltersSchema } from '../metadata.ts'
import {
  executionTypeSchema,
  jsonObjectSchema,
  storedJsonObjectSchema,
  storedJsonSchema,
  taskStatusSchema,
  workflowStatusSchema,
} from '../model-schemas.ts'
import { namespaceFilterSchema, storedNameSchema } from '../names.ts'
import {
  countSchema,
  dueTimeSchema,
  idSchema,
  numberText,
  offsetSchema,
  pidSchema,
  requestTimeSchema,
  timeSchema,
} from '../numbers.ts'
import { blockedSchema } from './blocked.ts'
import { itemCountsSchema } from './item-counts.ts'
import { cursorSchema } from './paging.ts'
import { openCircuitSchema } from './rules.ts'

/** What a waiting execution waits for: that all older ones have ended (`turn`), or that fewer are alive (`place`). */
const waitsForSchema = z.enum(['turn', 'place'])

/** Parts that are too large for this answer. The given path has them. */
const leftOutSchema = z.object({
  parts: z.array(z.enum(['output', 'trigger', 'handle'])),
  bytes: countSchema,
  path: z.string(),
  /** Values that are missing in a trigger: those of events, by offset, and outputs, by task. */
  values: z
    .array(
      z.union([
        z.object({ event: idSchema, bytes: countSchema }),
        z.object({ output: z.string(), bytes: countSchema }),
      ]),
    )
    .optional(),
})

/** How far the clean-up of an execution that is stopped has come. */
const cleanUpSchema = z.object({
  /**
   * `waiting` for the other tasks to end, `running`, `done`; or over before: `timedOut`, or `ended` by a request. The last
   * three are of a clean-up that is over.
   */
  status: z.enum(['waiting', 'running', 'done', 'timedOut', 'ended']),
  /** What the execution is stopped for. */
  cause: z.enum(['request', 'overlap', 'timeout', 'failure']),
  /** Of the event that stopped it. */
  offset: idSchema,
  /** When it is ended, while it runs. */
  until: timeSchema.nullable(),
  /** Its tasks that failed, once it is over. */
  failedTasks: z.array(z.string()),
})

/** The task execution that started a workflow execution and waits for its end. */
const parentSchema = z.object({
  workflowExecutionId: idSchema,
  taskName: z.string(),
  sequenceNumber: countSchema,
  /** Executions above it: 1 if its parent has no parent. */
  depth: countSchema,
  /** The execution above all others. */
  topExecutionId: idSchema,
})

export const workflowExecutionSchema = z.object({
  id: idSchema,
  workflowId: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  snapshotHash: z.string(),
  type: executionTypeSchema,
  status: workflowStatusSchema,
  /** A stop was requested: every start gets the verdict "stopping". */
  stopping: z.boolean(),
  paused: z.boolean(),
  trigger: triggerSchema,
  /** Its parameters, with defaults. */
  parameters: storedJsonObjectSchema,
  /** The time of a schedule that it was started for; null if it was started otherwise. */
  schedule: scheduledTimeSchema.nullable().default(null),
  /** The backfill that started it; null if none did. */
  backfillId: idSchema.nullable().default(null),
  /** The task execution that started it; null if none did. */
  parent: parentSchema.nullable().default(null),
  /** When it was created, in milliseconds since the epoch; it rises with the id. */
  beginTime: timeSchema,
  endTime: timeSchema.nullable(),
  /** What a waiting execution (INIT) waits for. */
  waitsFor: waitsForSchema.nullable().optional(),
  /** Why it is, or will be, FAILED regardless of its tasks; null if only its tasks decide. */
  failureReason: z.string().nullable().optional(),
  /** Null where none was asked for, or the workflow declares none. */
  cleanUp: cleanUpSchema.nullable().optional(),
  leftOut: leftOutSchema.optional(),
})

/** Runs of the task in its execution that began as soon as the one before was stopped for them, among its newest `MAX_COUNTED_RUNS` runs. */
const restartsSchema = z.object({ byRule: countSchema, byHand: countSchema, byTimer: countSchema })

/** A person or a program, a rule of the task, its own timer, or the stop of its whole execution. */
const stoppedBySchema = z.enum(['request', 'rule', 'timer', 'execution'])

/** An attempt that was followed by another one. */
export const previousAttemptSchema = z.object({
  attemptNumber: countSchema,
  attemptId: z.string(),
  workerId: z.string(),
  outcome: outcomeSchema,
  endTime: timeSchema,
})

export const taskExecutionSchema = z.object({
  id: idSchema,
  workflowExecutionId: idSchema,
  taskName: z.string(),
  sequenceNumber: countSchema,
  type: executionTypeSchema,
  status: taskStatusSchema,
  attemptNumber: countSchema,
  attemptId: z.string().nullable(),
  workerId: z.string().nullable(),
  /** When it was created. */
  createTime: timeSchema,
  /** When its first attempt began to run. */
  beginTime: timeSchema.nullable(),
  endTime: timeSchema.nullable(),
  /** Why it is still waiting (INIT); only in the answer about a single task execution. */
  waitsFor: z.string().nullable().optional(),
  /** Restarts of the task up to this run; only in the answer about one task execution, and of active ones in a search. */
  restarts: restartsSchema.optional(),
  /** When the next attempt starts, while RETRYING. */
  retryTime: dueTimeSchema.nullable(),
  stopPhase: stopPhaseSchema.nullable(),
  stopError: z.string().nullable(),
  /** What asked for its stop last; `execution`: its execution is stopped. Null where nothing asked. */
  stoppedBy: stoppedBySchema.nullable().optional(),
  trigger: triggerSchema,
  /** How the last attempt ended. */
  outcome: outcomeSchema.nullable(),
  handle: storedJsonSchema,
  /** The workflow execution that it started and waits for, or waited for; null if there is none. */
  childExecutionId: idSchema.nullable().optional(),
  /** The items of a task over a list, since they are known; null for other tasks. */
  items: itemCountsSchema.nullable().optional(),
  /** The id of the request that led to it, or null if none did. */
  requestId: z.string().nullable().optional(),
  /** The last 20 attempts before the present one, oldest first. */
  previousAttempts: z.array(previousAttemptSchema),
  leftOut: leftOutSchema.optional(),
})

/** `GET /api/v1/task-executions`: over all workflow executions, newest first. A page may be short although more follow. */
export const findTaskExecutionsQuerySchema = z.object({
  state: z.enum(['living', 'failed']).default('living'),
  namespace: namespaceFilterSchema,
  workflow: z.string().optional(),
})

export const foundTaskExecutionSchema = taskExecutionSchema.extend({
  namespace: z.string(),
  workflowName: z.string(),
  /** The last event that it sent while it is alive, or null if it sent none. */
  lastEvent: z.object({ offset: offsetSchema, key: z.string(), createTime: timeSchema }).nullable(),
})

/** The latest execution of a task, or null if it never ran. */
const taskOfExecutionSchema = z.object({
  name: z.string(),
  latest: taskExecutionSchema.nullable(),
  pendingStarts: countSchema,
})

/** `GET /api/v1/workflow-executions/:id/tasks`: in the order of declaration. */
export const listTasksQuerySchema = z.object({
  limit: numberText(1, MAX_PAGE_TASKS).default(MAX_PAGE_TASKS),
  cursor: cursorSchema,
})
export const tasksPageSchema = z.object({ items: z.array(taskOfExecutionSchema), next: z.string().nullable() })

/** `GET /api/v1/workflow-executions/:id` */
export const showExecutionQuerySchema = z.object({
  /** `none`: without its tasks. */
  tasks: z.enum(['first', 'none']).default('first'),
})
export const workflowExecutionDetailSchema = workflowExecutionSchema.extend({
  /** The first tasks, in the order of declaration; all tasks of most workflows. */
  tasks: z.array(taskOfExecutionSchema),
  /** The cursor for `…/tasks` if there are more. */
  nextTasks: z.string().nullable().optional(),
  /** Rules that are not judged. */
  circuits: z.array(openCircuitSchema).optional(),
  /** Null where it goes on by itself, waits for its turn, is stopping or has ended. */
  blocked: blockedSchema.nullable().optional(),
})

export const listWorkflowExecutionsQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  workflow: z.string().optional(),
  /** Only of workflows that have all of these labels now. */
  label: labelFiltersSchema,
  status: workflowStatusSchema.optional(),
  type: executionTypeSchema.optional(),
  /** The id of a backfill. */
  backfill: numberText(1).optional(),
  /** The id of a workflow execution: only those that its tasks started. */
  parent: numberText(1).optional(),
  /** Began at or after this time: milliseconds since the epoch or ISO 8601. */
  beginAfter: z.string().optional(),
  /** Began before this time. */
  beginBefore: z.string().optional(),
})

/** `POST /api/v1/workflows/:namespace/:name/executions` */
export const startExecutionRequestSchema = z
  .object({
    parameters: jsonObjectSchema.default({}),
    /** A past time of a schedule that it is for: milliseconds since the epoch or ISO 8601. */
    dueTime: requestTimeSchema.optional(),
    /** Of the due time; may be left out if the workflow has one schedule. */
    schedule: storedNameSchema.optional(),
  })
  .strict()
export const startExecutionResponseSchema = z.object({
  workflowExecutionId: idSchema,
  waitsFor: waitsForSchema.optional(),
})

/** `POST /api/v1/workflows/:namespace/:name/executions/stop`: a stop of every active execution was requested. */
export const stopExecutionsResponseSchema = z.object({ stopped: countSchema })

/** `POST /api/v1/workflow-executions/:id/rerun`: the tasks that were started again. */
export const rerunResponseSchema = z.object({ workflowExecutionId: idSchema, tasks: z.array(z.string()) })

/** `GET /api/v1/workflow-executions/:id/outputs`: the output of the last SUCCESS of each task that left one, by name. */
export const listValuesQuerySchema = z.object({
  limit: numberText(1, MAX_PAGE_VALUES).default(MAX_PAGE_VALUES),
  cursor: cursorSchema,
})
export const outputsResponseSchema = z.object({
  outputs: storedJsonObjectSchema,
  next: z.string().nullable().optional(),
})

/** `GET /api/v1/workflow-executions/:id/states`: the named states, as they are. */
export const statesResponseSchema = z.object({
  states: storedJsonObjectSchema,
  next: z.string().nullable().optional(),
})

/** `GET …/task-executions/:task/:sequence/output` */
export const outputResponseSchema = z.object({ output: storedJsonSchema })

/** `GET …/task-executions/:task/:sequence/metrics`, newest first. */
export const taskMetricsSchema = z.object({
  /** Milliseconds since the epoch. */
  time: timeSchema,
  attemptNumber: countSchema,
  /** Any JSON by name. Numbers are drawn over time. */
  metrics: storedJsonObjectSchema,
})

/**
 * `POST /api/v1/workflow-executions/:id/(stop|pause|resume)`: the request was carried out. The execution shows its
 * effect.
 */
export const executionControlResponseSchema = z.object({ workflowExecutionId: idSchema })

/** `POST /api/v1/workflow-executions/:id/tasks/:task/(start|stop|restart|retry)`: its result. */
export const stopTaskQuerySchema = z.object({
  /** Treat a stop in progress as done, although it is not confirmed. */
  force: z.stringbool().optional(),
})
/** `POST /api/v1/workflow-executions/:id/stop` */
export const stopExecutionQuerySchema = z.object({
  /** Without a clean-up; of one that is stopping already, its clean-up is ended. */
  force: z.stringbool().optional(),
})

export const taskActionResponseSchema = z.object({
  verdict: z.enum(['accepted', 'pending', 'ignored']),
  reason: z.string().nullable(),
  /** Of the latest execution of the task, or null if it never ran. */
  sequenceNumber: countSchema.nullable(),
})

/** The answer to a PUT or POST that was not carried out within the limit: HTTP 202. */
export const acceptedSchema = z.object({ offset: offsetSchema, message: z.string() })

/** `GET /api/v1/server` */
const unreadableRowSchema = z.object({ table: z.string(), key: z.string(), reason: z.string() })

export const serverInfoSchema = z.object({
  version: z.string(),
  storeId: z.string(),
  pid: pidSchema,
  startTime: timeSchema,
  lastOffset: offsetSchema,
  aliveExecutions: countSchema,
  aliveTasks: countSchema,
  /** Why nothing can be stored at the moment, or null. Absent from a server of 0.1.0. */
  storeFault: z.object({ code: z.string(), message: z.string(), since: timeSchema }).nullable().optional(),
  /** Why lists and searches are not answered at the moment, null where they are. A server of 0.2.0 does not say. */
  readFault: z.object({ code: z.string(), message: z.string(), since: timeSchema }).nullable().optional(),
  /**
   * When a clock that is more than a minute behind the newest event will have caught up. Until then no schedule fires. Null if
   * the clock is not behind; absent from a server of 0.2.0.
   */
  clockBehindUntil: timeSchema.nullable().optional(),
  /** Rows of the store that cannot be read and are left unchanged. Absent from a server of 0.2.0. */
  unreadable: z.array(unreadableRowSchema).max(MAX_UNREADABLE_NAMED).optional(),
  /** Events that could not be processed and wait for a decision. */
  deadLetters: countSchema.optional(),
  workers: z.array(
    z.object({
      id: z.string(),
      hostname: z.string(),
      pid: pidSchema,
      connected: z.boolean(),
      slots: countSchema,
      busy: countSchema,
      /** How many tasks that share processes it runs besides, and how many of those there are. Absent for a worker of 0.2.0. */
      sharedSlots: countSchema.optional(),
      sharedBusy: countSchema.optional(),
      version: z.string(),
      /** Why the server refused it, if it did. */
      refused: z.string().optional(),
      /** When it stopped answering, because it is frozen or its machine is unreachable; milliseconds since the epoch. */
      silentSince: timeSchema.optional(),
      /** What it cannot do because it is older than the server. */
      lacks: z.array(z.string()).optional(),
    }),
  ),
})

/** `POST /api/v1/server/stop`: answers before the server ends. */
export const stopServerRequestSchema = z.object({ tasks: z.boolean().default(false) }).strict()
export const stopServerResponseSchema = z.object({ aliveTasks: countSchema })

/** `DELETE /api/v1/workers/:worker` */
export const forgetWorkerResponseSchema = z.object({
  workerId: z.string(),
  /** The number of attempts that count as lost, or whose outside work another worker stops. */
  lost: countSchema,
  /** How many of the first 1,000 of those wait for another worker to connect. */
  left: countSchema,
})

export const taskNameParamSchema = storedNameSchema

/** Parts of a resource that are too large for this answer, with the path that has them. */
export type LeftOut = z.infer<typeof leftOutSchema>
export type StartExecutionResponse = z.infer<typeof startExecutionResponseSchema>
export type CleanUp = z.infer<typeof cleanUpSchema>
/** One run of a workflow. */
export type WorkflowExecutionResource = z.infer<typeof workflowExecutionSchema>
/** One run of a workflow, with its tasks and what blocks it. */
export type WorkflowExecutionDetail = z.infer<typeof workflowExecutionDetailSchema>
/** A task execution that was found across workflow executions, with its workflow and the last event that it sent. */
export type FoundTaskExecution = z.infer<typeof foundTaskExecutionSchema>
/** How often a task was restarted in its workflow execution: by a rule, by hand, and by its timer. */
export type Restarts = z.infer<typeof restartsSchema>
/** One run of a task, including its retries. */
export type TaskExecutionResource = z.infer<typeof taskExecutionSchema>
/** The tasks that a rerun has started. */
export type RerunResponse = z.infer<typeof rerunResponseSchema>
/** What a task reported about itself at one time. */
export type TaskMetrics = z.infer<typeof taskMetricsSchema>
export type PreviousAttempt = z.infer<typeof previousAttemptSchema>
export type ForgetWorkerResponse = z.infer<typeof forgetWorkerResponseSchema>
/** The server with its workers, and what is wrong with it at the moment. */
export type ServerInfo = z.infer<typeof serverInfoSchema>
