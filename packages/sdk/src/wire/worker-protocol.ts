import * as z from 'zod'
import { describeJsonProblem, findJsonProblem } from '../model/json/json-check.ts'
import { MAX_DURATION_SECONDS, MAX_HISTORY_DAYS, MAX_WORKER_SLOTS } from '../model/limits.ts'
import { attemptSpecSchema, outcomeSchema, stopPhaseSchema } from './attempt.ts'
import { logMatchSchema, textTimeSchema } from './log.ts'
import { eventSchema, jsonSchema, namedJsonSchema, storedJsonObjectSchema, taskStatusSchema } from './model-schemas.ts'
import { wellFormedSchema } from './names.ts'
import {
  atMost,
  bytesSchema,
  offsetSchema,
  ordinalSchema,
  pidSchema,
  signedPlaceSchema,
  timeSchema,
  versionNumberSchema,
} from './numbers.ts'

/*
 * Server and worker talk JSON over one WebSocket at /api/v1/worker (Authorization: Bearer <token>). They reconcile by
 * level: `hello` says what the worker holds, `welcome` what the server wants; what comes later are hints on top.
 */

/** The newest version that this program speaks: both sides use the lower one of the two. */
export const WORKER_PROTOCOL = 3
/** The version of AIFlow 0.1.0; its worker refuses messages with fields of operators that it does not know. */
export const OLDEST_WORKER_PROTOCOL = 1

/** More metrics, longer names and longer values are left out by the worker. */
export const MAX_METRICS = 50
export const MAX_METRIC_NAME_CHARACTERS = 64
/** Of one report, as JSON in UTF-8. */
export const MAX_METRICS_BYTES = 16 * 1024

/** The first version of the protocol in which metrics may be other JSON than numbers. */
export const JSON_METRICS_PROTOCOL = 3

/** As a worker may report it: its output is within the bounds that stored ones need not keep. */
export const reportedOutcomeSchema = outcomeSchema.superRefine((outcome, context) => {
  if (outcome.type !== 'success') return
  const found = findJsonProblem(outcome.output)
  if (found !== null) context.addIssue({ code: 'custom', message: `its output ${describeJsonProblem(found)}` })
})

const metricsSchema = z
  .record(wellFormedSchema.max(MAX_METRIC_NAME_CHARACTERS), jsonSchema)
  .refine((metrics) => Object.keys(metrics).length <= MAX_METRICS, { error: `must be at most ${MAX_METRICS} values` })
  .refine((metrics) => JSON.stringify(metrics).length <= MAX_METRICS_BYTES, {
    error: `must be at most ${MAX_METRICS_BYTES} bytes of JSON`,
  })

/** One thing that happened to an attempt. Sending it twice is safe; the worker keeps it until the server acknowledges. */
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
    /** Null where it never ran. */
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema,
    /** The `stop` of its operator has confirmed that the work outside is gone. */
    outsideGone: z.boolean().optional(),
  }),
  /** What the code of the task said of its work; it is kept over time, and is no event. */
  z.object({ type: z.literal('metrics'), attemptId: z.string(), time: timeSchema, metrics: metricsSchema }),
])

/** A report under the name by which it is acknowledged. */
export const reportEntrySchema = z.object({ id: z.string(), report: reportSchema })

/** What a condition answered; `states` holds what changed only, null clears. */
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
  /** What comes next, to be asked about in order with the states as they are then, until the condition is met. */
  following: z.array(eventSchema).optional(),
  /** State of the rule and of the named descriptors of its lane: name to value. */
  states: storedJsonObjectSchema,
  /** Status of every task of the execution, null where it never ran. */
  taskStatuses: z.record(z.string(), taskStatusSchema.nullable()).optional(),
  /** The same in short, from protocol 3 on: see `fromStatusRuns`. */
  statusRuns: z.string().optional(),
  /**
   * Since protocol 3: the events and states are too large for a message. In their place stand the event without its value, and
   * nothing; the worker fetches them under this name before it asks.
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
  /** Begin with this line of what is kept, from 1; negative: so many lines from the end. Since protocol 2. */
  line: signedPlaceSchema.optional(),
  /** Begin where a line does, at the place asked for or after it, and end with one where more follows. Since protocol 2. */
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

const DEFAULT_FOLDER_BYTES = 10 * 1024 * 1024 * 1024

/** How long the logs of ended tasks are kept is said apart, by `logDays`; bytes. */
const workerLimitsSchema = z.object({
  /** Of the log of one task. */
  logBytes: bytesSchema,
  /** Of the heap of a process that runs a TypeScript task. */
  taskHeapBytes: bytesSchema,
  /** Of the heap of a process that evaluates conditions. */
  conditionHeapBytes: bytesSchema,
  /** How long the working folders of attempts that did not succeed are kept. An older server does not say. */
  folderDays: z.int().min(0).max(MAX_HISTORY_DAYS).default(3),
  /** Of all folders that are kept. */
  folderBytes: offsetSchema.default(DEFAULT_FOLDER_BYTES),
})

/** What a worker keeps to until a server tells it otherwise. */
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
     * Every attempt that this worker should hold; `stop` is set where it should end. Before protocol 3 alone: where they are
     * large, several messages of this type bring a part of them each.
     */
    wanted: z.array(wantedSchema),
    /** The same without specs: messages of the type `wanted` bring those that the worker does not hold. Since protocol 3. */
    holds: z.array(z.object({ attemptId: z.string(), stop: z.boolean() })).optional(),
    /** Finished attempts of `hello` that the server has settled before: the worker may forget them. */
    settled: z.array(z.string()),
    /** How long the logs of tasks that have ended are kept. */
    logDays: z.int().min(1).max(MAX_HISTORY_DAYS).max(MAX_HISTORY_DAYS).default(30),
    /** A server of 0.1.0 says nothing. */
    limits: workerLimitsSchema.optional(),
  }),
  /** Attempts of `holds` that `hello` did not name. A part of them: there may be more. Since protocol 3. */
  z.object({ type: z.literal('wanted'), wanted: z.array(wantedSchema) }),
  z.object({ type: z.literal('refused'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('start'), specs: z.array(attemptSpecSchema) }),
  z.object({ type: z.literal('stop'), attemptIds: z.array(z.string()) }),
  /** The server has stored these reports. */
  z.object({ type: z.literal('acknowledge'), reportIds: z.array(z.string()) }),
  evaluateRequestSchema,
  readLogRequestSchema,
  searchLogRequestSchema,
  /** The server has deleted these attempts: their logs may go. A hint; what it misses goes with its days. Since protocol 2. */
  z.object({ type: z.literal('forget'), attemptIds: z.array(z.string()) }),
  /** Import this snapshot into a warm child now, since tasks or conditions of it will follow. */
  z.object({
    type: z.literal('warm'),
    snapshotHash: z.string(),
    namespace: z.string(),
    workflowName: z.string(),
    /** What will follow; tasks where it is not said. */
    kinds: z.array(z.enum(['task', 'condition'])).optional(),
  }),
  /** Stop everything, then leave. */
  z.object({ type: z.literal('shutdown'), stopTasks: z.boolean() }),
])

/** Attempt ids of a worker may be names of folders that somebody else has made. */
const MAX_NAME_CHARACTERS = 255
const nameSchema = z.string().max(MAX_NAME_CHARACTERS)

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
    slots: z.preprocess(atMost(MAX_WORKER_SLOTS), z.int().positive().max(MAX_WORKER_SLOTS)),
    /** Attempts this worker holds: running ones, and finished ones that are not acknowledged. */
    held: heldSchema,
    /** A message of the type `held` follows. Since protocol 3. */
    more: z.boolean().optional(),
    /** Attempts that it found, and does not know: their files were damaged or are gone. Since protocol 3. */
    found: foundSchema.optional(),
  }),
  /** What else the worker holds, and found. Since protocol 3. */
  z.object({ type: z.literal('held'), held: heldSchema, found: foundSchema.optional(), more: z.boolean() }),
  z.object({ type: z.literal('reports'), reports: z.array(reportEntrySchema) }),
  /** All attempts whose process is held (SIGSTOP), at each change. Since protocol 3. */
  z.object({ type: z.literal('frozen'), attemptIds: foundSchema }),
  z.object({
    type: z.literal('evaluated'),
    requestId: z.string(),
    result: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('ok'),
        ...answerSchema.shape,
        /** Answers to the first of the events that follow; as many as the worker saw fit to ask about. */
        following: z.array(answerSchema).optional(),
      }),
      z.object({
        type: z.literal('error'),
        /** `condition`: user code threw or ran out of its limits. `worker`: try elsewhere or later. */
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
        /** Where `data` begins; greater than what was asked for where rotation dropped the older part. */
        offset: offsetSchema,
        nextOffset: offsetSchema,
        data: z.string(),
        /** Nothing will be added any more. */
        complete: z.boolean(),
        /** The first offset that is still there. */
        begin: offsetSchema.optional(),
        /** Where the log ends by now. */
        end: offsetSchema.optional(),
        /** From this character of `data` on, what stands there was written at this time; missing where it is not known. */
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
        /** Where to go on. */
        nextOffset: offsetSchema,
        /** All that there will ever be was looked at. */
        complete: z.boolean(),
      }),
      z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
    ]),
  }),
])

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
