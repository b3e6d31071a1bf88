import * as z from 'zod'
import { describeJsonProblem, findJsonProblem } from '../model/json/json-check.ts'
import {
  MAX_DURATION_SECONDS,
  MAX_HISTORY_DAYS,
  MAX_METRIC_NAME_CHARACTERS,
  MAX_METRICS,
  MAX_METRICS_BYTES,
  MAX_WORKER_SLOTS,
} from '../model/limits.ts'
import { attemptSpecSchema, outcomeSchema, stopPhaseSchema } from './attempt.ts'
import { logMatchSchema, textTimeSchema } from './log.ts'
import { eventSchema, jsonSchema, namedJsonSchema, storedJsonObjectSchema, taskStatusSchema } from './model-schemas.ts'
import { fitsBytes, wellFormedSchema } from './names.ts'
import {
  atMost,
  bytesSchema,
  countSchema,
  offsetSchema,
  ordinalSchema,
  pidSchema,
  signedPlaceSchema,
  timeSchema,
  versionNumberSchema,
} from './numbers.ts'
import { resolvedConnectionSchema } from './task-connection.ts'

/*
 * Server and worker exchange JSON over one WebSocket at /api/v1/worker (Authorization: Bearer <token>). They reconcile
 * state: `hello` says what the worker holds, `welcome` what the server wants. Later messages are only hints.
 */

/** The newest version that this program supports. Both sides use the lower of their two versions. */
export const WORKER_PROTOCOL = 3
/** The version of AIFlow 0.1.0, whose worker refuses messages with operator fields that it does not know. */
export const OLDEST_WORKER_PROTOCOL = 1

/** The first version of the protocol in which metrics may be other JSON than numbers. */
export const JSON_METRICS_PROTOCOL = 3

/** An outcome as a worker may report it: its output is limited in size, while stored outputs of older versions may be larger. */
export const reportedOutcomeSchema = outcomeSchema.superRefine((outcome, context) => {
  if (outcome.type !== 'success') return
  const found = findJsonProblem(outcome.output)
  if (found !== null) context.addIssue({ code: 'custom', message: `its output ${describeJsonProblem(found)}` })
})

const metricsSchema = z
  .record(wellFormedSchema.max(MAX_METRIC_NAME_CHARACTERS), jsonSchema)
  .refine((metrics) => Object.keys(metrics).length <= MAX_METRICS, { error: `must be at most ${MAX_METRICS} values` })
  .refine((metrics) => fitsBytes(JSON.stringify(metrics), MAX_METRICS_BYTES), {
    error: `must be at most ${MAX_METRICS_BYTES} bytes of JSON`,
  })

/** One thing that happened to an attempt. Sending it twice is safe. The worker keeps it until the server acknowledges it. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('running'), attemptId: z.string(), pid: pidSchema.nullable(), startedAt: timeSchema }),
  z.object({
    type: z.literal('stopping'),
    attemptId: z.string(),
    phase: stopPhaseSchema,
    error: z.string().nullable(),
  }),
  z.object({
    type: z.literal('finished'),
    attemptId: z.string(),
    outcome: reportedOutcomeSchema,
    /** Null if it never ran. */
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema,
    /** Whether the `stop` of its operator has confirmed that the work outside is gone. */
    outsideGone: z.boolean().optional(),
  }),
  /** Metrics that the code of the task reported. They are kept over time, and are not events. */
  z.object({ type: z.literal('metrics'), attemptId: z.string(), time: timeSchema, metrics: metricsSchema }),
])

/** A report with the id by which it is acknowledged. */
export const reportEntrySchema = z.object({ id: z.string(), report: reportSchema })

/** The answer of a condition. `states` holds only what changed; null clears a state. */
const answerSchema = z.object({ met: z.boolean(), states: namedJsonSchema })

export const evaluateRequestSchema = z.object({
  type: z.literal('evaluate'),
  requestId: z.string(),
  snapshotHash: z.string(),
  namespace: z.string(),
  workflowName: z.string(),
  /** The rule whose condition is asked: of a task, or of a trigger of the workflow. */
  rule: z.discriminatedUnion('type', [
    z.object({ type: z.literal('task'), task: z.string(), name: z.string() }),
    z.object({ type: z.literal('trigger'), name: z.string() }),
  ]),
  event: eventSchema,
  /** Further events, to be evaluated in order with the states as they are then, until the condition is met. */
  following: z.array(eventSchema).optional(),
  /** State of the rule and of the named descriptors of its lane: name to value. */
  states: storedJsonObjectSchema,
  /** Status of every task of the execution, null if it never ran. */
  taskStatuses: z.record(z.string(), taskStatusSchema.nullable()).optional(),
  /** The same in short, from protocol 3 on: see `fromStatusRuns`. */
  statusRuns: z.string().optional(),
  /**
   * Since protocol 3: set if the events and states are too large for a message. Then the message has the event without its value
   * and no states, and the worker fetches them by this id before it evaluates the condition.
   */
  fetch: z.uuid().optional(),
  timeoutMs: z
    .int()
    .positive()
    .max(MAX_DURATION_SECONDS * 1000),
})

/** Read part of the log of an attempt; offsets are logical and survive rotation. */
export const readLogRequestSchema = z.object({
  type: z.literal('readLog'),
  requestId: z.string(),
  attemptId: z.string(),
  /** Negative: that many bytes from the end. */
  offset: signedPlaceSchema,
  maxBytes: bytesSchema,
  /** Begin with what was written at this time or later; milliseconds since the epoch. Since protocol 2. */
  since: timeSchema.optional(),
  /** Begin with this line of what is kept, from 1; a negative number counts lines from the end. Since protocol 2. */
  line: signedPlaceSchema.optional(),
  /** Begin with the first whole line at or after the requested place, and end with a whole line if more follows. Since protocol 2. */
  align: z.literal('line').optional(),
})

/** Find the lines of a log that hold a text. Since protocol 2. */
const searchLogRequestSchema = z.object({
  type: z.literal('searchLog'),
  requestId: z.string(),
  attemptId: z.string(),
  text: z.string().min(1),
  offset: offsetSchema,
  limit: ordinalSchema,
})

/** Connect with a connection, and say what happens. Only for workers with the feature `connections`. */
const testConnectionSchema = z.object({
  type: z.literal('testConnection'),
  requestId: z.string(),
  connection: resolvedConnectionSchema,
})

const DEFAULT_FOLDER_BYTES = 10 * 1024 * 1024 * 1024

/** Limits in bytes unless noted. How long the logs of ended tasks are kept is a separate field, `logDays`. */
const workerLimitsSchema = z.object({
  /** Limit of the log of one task. */
  logBytes: bytesSchema,
  /** Heap limit of a process that runs a TypeScript task. */
  taskHeapBytes: bytesSchema,
  /** Heap limit of a process that evaluates conditions. */
  conditionHeapBytes: bytesSchema,
  /** How many days the working folders of attempts that did not succeed are kept. Older servers do not send it. */
  folderDays: z.int().min(0).max(MAX_HISTORY_DAYS).default(3),
  /** Limit of all working folders that are kept. */
  folderBytes: offsetSchema.default(DEFAULT_FOLDER_BYTES),
})

/** The limits of a worker until a server sends others. */
export const DEFAULT_WORKER_LIMITS: WorkerLimits = Object.freeze({
  logBytes: 64 * 1024 * 1024,
  taskHeapBytes: 1024 * 1024 * 1024,
  conditionHeapBytes: 256 * 1024 * 1024,
  folderDays: 3,
  folderBytes: DEFAULT_FOLDER_BYTES,
})

const wantedSchema = z.object({ spec: attemptSpecSchema, stop: z.boolean() })

export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    protocol: versionNumberSchema,
    storeId: z.string(),
    serverUrl: z.string(),
    /**
     * Every attempt that this worker should hold; `stop` is set if it should end. Only before protocol 3: large lists are split
     * over several messages of this type.
     */
    wanted: z.array(wantedSchema),
    /** The same without specs. Messages of the type `wanted` bring the specs of those that the worker does not hold. Since protocol 3. */
    holds: z.array(z.object({ attemptId: z.string(), stop: z.boolean() })).optional(),
    /** Finished attempts of `hello` that the server has already settled, so the worker may forget them. */
    settled: z.array(z.string()),
    /** How many days the logs of ended tasks are kept. */
    logDays: z.int().min(1).max(MAX_HISTORY_DAYS).max(MAX_HISTORY_DAYS).default(30),
    /** A server of version 0.1.0 does not send it. */
    limits: workerLimitsSchema.optional(),
  }),
  /** Attempts of `holds` that `hello` did not name. More may follow in further messages. Since protocol 3. */
  z.object({ type: z.literal('wanted'), wanted: z.array(wantedSchema) }),
  z.object({ type: z.literal('refused'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('start'), specs: z.array(attemptSpecSchema) }),
  z.object({ type: z.literal('stop'), attemptIds: z.array(z.string()) }),
  /** The server has stored these reports. */
  z.object({ type: z.literal('acknowledge'), reportIds: z.array(z.string()) }),
  evaluateRequestSchema,
  readLogRequestSchema,
  searchLogRequestSchema,
  testConnectionSchema,
  /** The server has deleted these attempts, so their logs may be removed. Only a hint: other logs are removed by age. Since protocol 2. */
  z.object({ type: z.literal('forget'), attemptIds: z.array(z.string()) }),
  /** Import this snapshot into a warm child now, since tasks or conditions of it will follow. */
  z.object({
    type: z.literal('warm'),
    snapshotHash: z.string(),
    namespace: z.string(),
    workflowName: z.string(),
    /** What will follow; tasks by default. */
    kinds: z.array(z.enum(['task', 'shared', 'condition'])).optional(),
  }),
  /** Stop everything, then leave. */
  z.object({ type: z.literal('shutdown'), stopTasks: z.boolean() }),
])

/** Attempt ids that a worker found may be names of folders that somebody else created. */
const MAX_NAME_CHARACTERS = 255
const nameSchema = z.string().max(MAX_NAME_CHARACTERS)
const MAX_OPERATOR_TYPES = 100
const MAX_PREPARING = 10_000

const slotsSchema = z.preprocess(atMost(MAX_WORKER_SLOTS), z.int().positive().max(MAX_WORKER_SLOTS))
const heldSchema = z.array(z.object({ attemptId: nameSchema, finished: z.boolean() }))
const foundSchema = z.array(nameSchema)

export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: versionNumberSchema,
    workerId: nameSchema,
    /** The store that the worker's attempts belong to, null for a new worker. */
    storeId: nameSchema.nullable(),
    hostname: nameSchema,
    pid: pidSchema,
    bootId: nameSchema,
    version: nameSchema,
    slots: slotsSchema,
    /** How many tasks that share processes it runs at once, besides its slots. A worker of 0.2.0 runs them like others. */
    sharedSlots: slotsSchema.optional(),
    /** The types of operators that it runs besides `bash` and `code`. A worker of 0.2.0 does not say. */
    operators: z.array(nameSchema).max(MAX_OPERATOR_TYPES).optional(),
    /** What it can do besides: `secrets`, `connections`. Older workers do not say. */
    features: z.array(nameSchema).max(MAX_OPERATOR_TYPES).optional(),
    /** Attempts that this worker holds: running ones, and finished ones that are not acknowledged. */
    held: heldSchema,
    /** Whether a message of the type `held` follows. Since protocol 3. */
    more: z.boolean().optional(),
    /** Attempts that it found but does not know, since their files are damaged or missing. Since protocol 3. */
    found: foundSchema.optional(),
  }),
  /** Further attempts that the worker holds or found. Since protocol 3. */
  z.object({ type: z.literal('held'), held: heldSchema, found: foundSchema.optional(), more: z.boolean() }),
  z.object({ type: z.literal('reports'), reports: z.array(reportEntrySchema) }),
  /** All attempts whose process is suspended (SIGSTOP); sent at each change. Since protocol 3. */
  z.object({ type: z.literal('frozen'), attemptIds: foundSchema }),
  /** All attempts that wait while the worker makes what they need, each with a sentence; sent at each change. Since protocol 3. */
  z.object({
    type: z.literal('preparing'),
    attempts: z.array(z.object({ attemptId: nameSchema, what: z.string().max(MAX_PREPARING) })),
  }),
  z.object({
    type: z.literal('evaluated'),
    requestId: z.string(),
    result: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('ok'),
        ...answerSchema.shape,
        /** Answers for the first of the further events, as many as the worker chose to evaluate. */
        following: z.array(answerSchema).optional(),
      }),
      z.object({
        type: z.literal('error'),
        /** `condition`: user code threw or exceeded its limits. `worker`: try another worker, or try later. */
        cause: z.enum(['condition', 'worker']),
        message: z.string(),
      }),
    ]),
  }),
  z.object({
    type: z.literal('log'),
    requestId: z.string(),
    result: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('ok'),
        /** Where `data` begins; greater than the requested offset if rotation dropped the older part. */
        offset: offsetSchema,
        nextOffset: offsetSchema,
        data: z.string(),
        /** Whether the log is complete, so that nothing will be added. */
        complete: z.boolean(),
        /** The first offset that is still kept. */
        begin: offsetSchema.optional(),
        /** The current end of the log. */
        end: offsetSchema.optional(),
        /** When the parts of `data` were written, each from a character on; missing if not known. */
        times: z.array(textTimeSchema).optional(),
      }),
      z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
    ]),
  }),
  z.object({
    type: z.literal('logMatches'),
    requestId: z.string(),
    result: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('ok'),
        matches: z.array(logMatchSchema),
        /** Where the next search continues. */
        nextOffset: offsetSchema,
        /** Whether the whole log was searched and nothing will be added. */
        complete: z.boolean(),
      }),
      z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
    ]),
  }),
  z.object({
    type: z.literal('connectionTested'),
    requestId: z.string(),
    result: z.object({ ok: z.boolean(), message: z.string(), durationMs: countSchema }),
  }),
])

/** The feature of workers that test connections, and give them to tasks. */
export const CONNECTIONS_FEATURE = 'connections'

export type Report = z.infer<typeof reportSchema>
export type ConditionAnswer = z.infer<typeof answerSchema>
export type EvaluateRequest = z.infer<typeof evaluateRequestSchema>
export type ReadLogRequest = z.infer<typeof readLogRequestSchema>
export type SearchLogRequest = z.infer<typeof searchLogRequestSchema>
export type WantedAttempt = z.infer<typeof wantedSchema>
export type WorkerLimits = z.infer<typeof workerLimitsSchema>
export type ServerMessage = z.infer<typeof serverMessageSchema>
export type WorkerMessage = z.infer<typeof workerMessageSchema>
export type MessageOf<M extends { type: string }, T extends M['type']> = Extract<M, { type: T }>
