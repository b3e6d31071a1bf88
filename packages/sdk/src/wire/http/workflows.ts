import * as z from 'zod'
import { nameSchema } from '../names.ts'
import {
  catchUpSchema,
  conditionSchema,
  scheduleDefinitionSchema,
  workflowDefinitionSchema,
} from '../workflow-definition.ts'

/** `POST /api/v1/workflows`: one bundle with the workflows it exports. All are stored, or none. */
export const uploadRequestSchema = z
  .object({
    definitions: z.array(workflowDefinitionSchema).min(1).max(100),
    /** The self-contained JavaScript module. */
    bundle: z.string(),
    /** The workflow file as its author wrote it. */
    source: z.object({ path: z.string(), text: z.string() }),
    files: z.array(z.object({ path: z.string().min(1).max(1024), contentBase64: z.base64() })).default([]),
  })
  .strict()

export const workflowSchema = z.object({
  id: z.int(),
  namespace: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  snapshotHash: z.string(),
  createTime: z.int(),
  updateTime: z.int(),
})

/** `GET /api/v1/workflows/:namespace/:name` */
export const workflowDetailSchema = workflowSchema.extend({
  definition: workflowDefinitionSchema,
  source: z.object({ path: z.string(), text: z.string() }).nullable(),
})

export const uploadResponseSchema = z.object({
  workflows: z.array(workflowSchema.extend({ created: z.boolean(), changed: z.boolean() })),
})

/** `…/triggers`: `declared` is true where the workflow's code declares it. */
export const workflowTriggerSchema = z.object({
  id: z.int(),
  workflowId: z.int(),
  namespace: z.string(),
  workflowName: z.string(),
  name: z.string(),
  condition: conditionSchema,
  declared: z.boolean(),
  paused: z.boolean(),
  createTime: z.int(),
})

export const addTriggerRequestSchema = z.object({ name: nameSchema, condition: conditionSchema }).strict()

export const workflowScheduleSchema = z.object({
  id: z.int(),
  workflowId: z.int(),
  namespace: z.string(),
  workflowName: z.string(),
  name: z.string(),
  expression: z.string(),
  timezone: z.string(),
  catchUp: catchUpSchema,
  declared: z.boolean(),
  paused: z.boolean(),
  /** Milliseconds since the epoch; null while paused or when the expression has no more firings. */
  nextTime: z.int().nullable(),
  lastTime: z.int().nullable(),
  createTime: z.int(),
})

export const addScheduleRequestSchema = scheduleDefinitionSchema

export type NewSchedule = z.input<typeof addScheduleRequestSchema>
export type UploadRequest = z.input<typeof uploadRequestSchema>
export type UploadResponse = z.infer<typeof uploadResponseSchema>
export type WorkflowResource = z.infer<typeof workflowSchema>
export type WorkflowDetail = z.infer<typeof workflowDetailSchema>
export type WorkflowTriggerResource = z.infer<typeof workflowTriggerSchema>
export type WorkflowScheduleResource = z.infer<typeof workflowScheduleSchema>
