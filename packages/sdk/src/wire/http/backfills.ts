import * as z from 'zod'
import { MAX_BACKFILL_ACTIVE } from '../../model/limits.ts'
import { jsonObjectSchema, storedJsonObjectSchema, workflowStatusSchema } from '../model-schemas.ts'
import { namespaceFilterSchema, storedNameSchema } from '../names.ts'
import { countSchema, idSchema, offsetSchema, ordinalSchema, requestTimeSchema, timeSchema } from '../numbers.ts'

/**
 * Which times that have an execution are started again: `none`; those whose executions all failed or were stopped (`failed`); or
 * `all`. A time with a living execution never is.
 */
const reprocessSchema = z.enum(['none', 'failed', 'all'])

const backfillOrderSchema = z.enum(['oldestFirst', 'newestFirst'])

/** What became of the times of a backfill: together they are its `total`. */
const backfillCountsSchema = z.object({
  /** Not looked at yet. */
  left: countSchema,
  running: countSchema,
  succeeded: countSchema,
  /** Executions that failed, and times for which none could be started. */
  failed: countSchema,
  stopped: countSchema,
  /** Had an execution already. */
  skipped: countSchema,
})

export const backfillSchema = z.object({
  id: idSchema,
  workflowId: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  /** The name of the schedule; null if the backfill has an expression of its own. */
  schedule: z.string().nullable(),
  expression: z.string(),
  timezone: z.string(),
  /** What the times of an `interval@` are counted from. */
  anchorTime: timeSchema,
  /** Of the executions, with their expressions. */
  parameters: storedJsonObjectSchema,
  /** The first time, inclusive. */
  from: timeSchema,
  /** The end of the times, exclusive. */
  to: timeSchema,
  order: backfillOrderSchema,
  /** How many of its executions run at once. */
  maxActive: ordinalSchema,
  reprocess: reprocessSchema,
  /** RUNNING until every time is done; then FAILED if one failed, STOPPED if it was stopped, else SUCCESS. */
  status: workflowStatusSchema,
  /** Starts nothing until it is resumed. */
  paused: z.boolean(),
  /** A stop was requested: it starts nothing more. */
  stopping: z.boolean(),
  total: countSchema,
  counts: backfillCountsSchema,
  /** The time that it looked at last; null at first. */
  lastTime: timeSchema.nullable(),
  /** The place of its request in the log. */
  requestOffset: offsetSchema,
  createTime: timeSchema,
  endTime: timeSchema.nullable(),
})

/** What a backfill is over: the times of a schedule of the workflow, or of an expression. */
const spanShape = {
  /** May be left out if the workflow has one schedule. */
  schedule: storedNameSchema.optional(),
  /** Instead of a schedule. */
  expression: z.string().min(1).optional(),
  /** Of the expression, UTC by default. */
  timezone: z.string().optional(),
  reprocess: reprocessSchema.default('none'),
  order: backfillOrderSchema.default('oldestFirst'),
}

/** `POST /api/v1/workflows/:namespace/:name/backfills` */
export const startBackfillRequestSchema = z
  .object({
    ...spanShape,
    /** Milliseconds since the epoch or ISO 8601; inclusive. */
    from: requestTimeSchema,
    /** The same; exclusive, and not in the future. */
    to: requestTimeSchema,
    maxActive: z.int().min(1).max(MAX_BACKFILL_ACTIVE).default(1),
    /** Over those of the schedule; they may have the same expressions. */
    parameters: jsonObjectSchema.default({}),
  })
  .strict()

/** `GET /api/v1/workflows/:namespace/:name/backfills/preview`: what a backfill would start. */
export const previewBackfillQuerySchema = z.object({ ...spanShape, from: z.string(), to: z.string() })

export const backfillPreviewSchema = z.object({
  schedule: z.string().nullable(),
  expression: z.string(),
  timezone: z.string(),
  total: countSchema,
  /** How many of them have an execution that leaves them out. */
  skipped: countSchema,
  /** The first 1,000 in the order of the backfill. */
  times: z.array(
    z.object({
      dueTime: timeSchema,
      intervalStart: timeSchema,
      intervalEnd: timeSchema,
      /** The execution that leaves it out; null if it would be started. */
      skippedFor: idSchema.nullable(),
    }),
  ),
})

/** `GET /api/v1/backfills`, newest first. */
export const listBackfillsQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  workflow: z.string().optional(),
  status: workflowStatusSchema.optional(),
})

/** `POST /api/v1/backfills/:backfill/stop`: what becomes of the executions that run. */
export const stopBackfillRequestSchema = z.object({ executions: z.enum(['stop', 'finish']).default('stop') }).strict()

/** Which times that have an execution a backfill starts again: none, those that failed or were stopped, or all. */
export type Reprocess = z.infer<typeof reprocessSchema>
/** Which times a backfill starts first. */
export type BackfillOrder = z.infer<typeof backfillOrderSchema>
/** How many times of a backfill are left, running, ended or skipped. */
export type BackfillCounts = z.infer<typeof backfillCountsSchema>
/** A backfill: what it is over, and how far it has come. */
export type BackfillResource = z.infer<typeof backfillSchema>
/** The times that a backfill would go over. */
export type BackfillPreview = z.infer<typeof backfillPreviewSchema>
/** A backfill to start. */
export type NewBackfill = z.input<typeof startBackfillRequestSchema>
