import * as z from 'zod'
import { labelFiltersSchema, shownLabelsSchema } from '../metadata.ts'
import { storedJsonObjectSchema, workflowStatusSchema } from '../model-schemas.ts'
import { namespaceFilterSchema } from '../names.ts'
import { importedPackageSchema, npmPackagesSchema } from '../npm-packages.ts'
import { countSchema, dueTimeSchema, idSchema, numberText, timeSchema } from '../numbers.ts'
import {
  catchUpSchema,
  conditionSchema,
  fanInSchema,
  overlapSchema,
  scheduleDefinitionSchema,
  triggerDefinitionSchema,
  workflowDefinitionSchema,
} from '../workflow-definition.ts'
import { refuseOldName, refuseOldNames } from './new-names.ts'
import { circuitSchema } from './rules.ts'

/** `POST /api/v1/workflows`: one bundle with the workflows it exports. All are stored, or none. */
export const uploadRequestSchema = z
  .object({
    definitions: z.array(workflowDefinitionSchema).min(1).max(100),
    /** The JavaScript module. It contains everything that it imports but `packages`. */
    bundle: z.string(),
    /** The workflow file as its author wrote it. */
    source: z.object({ path: z.string(), text: z.string() }),
    /** Paths are checked where their content is stored: see `filePathProblem`. */
    files: z.array(z.object({ path: z.string(), contentBase64: z.base64() })).default([]),
    /** The npm packages that workers install for the bundle. */
    packages: npmPackagesSchema.optional(),
  })
  .strict()
  .superRefine(({ definitions }, context) => refuseOldNames(definitions, context))

/** The parts of a workflow execution that a small picture needs. */
const recentExecutionSchema = z.object({
  id: idSchema,
  status: workflowStatusSchema,
  beginTime: timeSchema,
  endTime: timeSchema.nullable(),
})

export const workflowSchema = z.object({
  id: idSchema,
  namespace: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  snapshotHash: z.string(),
  /** Servers of 0.2.0 have none of these three. */
  description: z.string().nullable().default(null),
  owner: z.string().nullable().default(null),
  labels: shownLabelsSchema,
  /** Rises with each change; the ETag of the workflow. */
  version: countSchema,
  createTime: timeSchema,
  updateTime: timeSchema,
})

export const listedWorkflowSchema = workflowSchema.extend({
  /** Its newest executions, newest first, if they were requested. */
  recent: z.array(recentExecutionSchema).optional(),
})

/** A workflow file. */
const shownSourceSchema = z.object({
  path: z.string(),
  text: z.string(),
  /** `text` is only the beginning. This path has all of it. */
  leftOut: z.object({ bytes: countSchema, path: z.string() }).optional(),
})

/** `GET /api/v1/workflows/:namespace/:name` */
/** Something that most likely is a mistake, and that does not keep a workflow from being stored. */
const workflowWarningSchema = z.object({ code: z.string(), message: z.string() })

export const workflowDetailSchema = workflowSchema.extend({
  definition: workflowDefinitionSchema,
  source: shownSourceSchema.nullable(),
  /** Servers of 0.2.0 do not warn. */
  warnings: z.array(workflowWarningSchema).default([]),
})

/** `GET /api/v1/workflows`: in the order of namespace and name. */
export const listWorkflowsQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  /** Part of the name. */
  name: z.string().optional(),
  enabled: z.stringbool().optional(),
  owner: z.string().optional(),
  label: labelFiltersSchema,
  /** How many of the newest executions come with each workflow; none by default. */
  recent: numberText(1, 50).optional(),
})

/** `GET /api/v1/workflows/:namespace/:name/snapshots`, newest first. */
export const snapshotSchema = z.object({
  hash: z.string(),
  namespace: z.string(),
  workflowName: z.string(),
  /** The workflow starts new executions from it. */
  current: z.boolean(),
  createTime: timeSchema,
})

/** `GET /api/v1/snapshots/:hash` */
export const snapshotDetailSchema = snapshotSchema.extend({
  definition: workflowDefinitionSchema,
  source: shownSourceSchema.nullable(),
  files: z.array(z.object({ path: z.string() })),
  /** The npm packages that workers install for its bundle. Servers of 0.2.0 know none. */
  packages: z.array(importedPackageSchema).default([]),
})

const uploadWarningSchema = workflowWarningSchema.extend({ namespace: z.string(), workflow: z.string() })

export const uploadResponseSchema = z.object({
  workflows: z.array(workflowSchema.extend({ created: z.boolean(), changed: z.boolean() })),
  warnings: z.array(uploadWarningSchema).default([]),
})

/** `POST /api/v1/workflows/preview`: what the upload would change. */
export const uploadPreviewSchema = z.object({
  workflows: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      snapshotHash: z.string(),
      enabled: z.boolean(),
      created: z.boolean(),
      changed: z.boolean(),
      /** The upload would be refused until these exist. */
      missingPools: z.array(z.string()),
    }),
  ),
  warnings: z.array(uploadWarningSchema).default([]),
})

/** `…/triggers`: `declared` is true where the workflow's code declares it. */
export const workflowTriggerSchema = z.object({
  id: idSchema,
  workflowId: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  name: z.string(),
  condition: conditionSchema,
  parameters: storedJsonObjectSchema,
  overlap: overlapSchema,
  fanIn: fanInSchema,
  declared: z.boolean(),
  paused: z.boolean(),
  /** Rises with each change by hand or by upload, not with firings; the ETag of the trigger. */
  version: countSchema,
  createTime: timeSchema,
  /** When it last fired, in milliseconds since the epoch; null if never, or if that was under a server of 0.1.0. */
  lastTime: timeSchema.nullable().default(null),
  /** What keeps it from being judged, besides a pause. Resuming the trigger closes it. Absent if nothing is known. */
  circuit: circuitSchema.nullable().optional(),
})

export const addTriggerRequestSchema = triggerDefinitionSchema.superRefine(refuseOld)

export const workflowScheduleSchema = z.object({
  id: idSchema,
  workflowId: idSchema,
  namespace: z.string(),
  workflowName: z.string(),
  name: z.string(),
  expression: z.string(),
  timezone: z.string(),
  catchUp: catchUpSchema,
  parameters: storedJsonObjectSchema,
  overlap: overlapSchema,
  declared: z.boolean(),
  paused: z.boolean(),
  /** Milliseconds since the epoch; null while paused or when the expression has no more firings. */
  nextTime: dueTimeSchema.nullable(),
  lastTime: timeSchema.nullable(),
  /** Rises with each change by hand or by upload, not with firings; the ETag of the schedule. */
  version: countSchema,
  createTime: timeSchema,
})

export const addScheduleRequestSchema = scheduleDefinitionSchema.superRefine(refuseOld)

/** `DELETE …/triggers` and `DELETE …/schedules`: those of one workflow. */
export const deleteAllResponseSchema = z.object({ deleted: z.array(z.string()) })

/** `GET …/schedules/:name/next`: when it would fire next if it were not paused. */
export const nextTimesQuerySchema = z.object({ count: numberText(1, 100).default(1) })

export const nextTimesResponseSchema = z.object({
  /** Milliseconds since the epoch; fewer than requested if the expression has no more. */
  times: z.array(timeSchema),
})

/** A trigger to add to a workflow. */
export type NewTrigger = z.input<typeof addTriggerRequestSchema>
/** A schedule to add to a workflow. */
export type NewSchedule = z.input<typeof addScheduleRequestSchema>
/** What an upload sends: workflows as data, the bundle with their code, their source, and extra files. */
export type UploadRequest = z.input<typeof uploadRequestSchema>
/** An upload that was parsed. */
export type Upload = z.output<typeof uploadRequestSchema>
/** What an upload would change. */
export type UploadPreview = z.infer<typeof uploadPreviewSchema>
/** The workflows that an upload has stored, with warnings. */
export type UploadResponse = z.infer<typeof uploadResponseSchema>
/** The status and the times of a workflow execution. */
export type RecentExecution = z.infer<typeof recentExecutionSchema>
/** A workflow in a list, with its newest executions if they were requested. */
export type ListedWorkflow = z.infer<typeof listedWorkflowSchema>
/** A workflow. */
export type WorkflowResource = z.infer<typeof workflowSchema>
/** One uploaded version of a workflow. */
export type SnapshotResource = z.infer<typeof snapshotSchema>
/** One uploaded version of a workflow, with its definition, its source and the names of its files. */
export type SnapshotDetail = z.infer<typeof snapshotDetailSchema>
/** A workflow with its current definition and source. */
export type WorkflowDetail = z.infer<typeof workflowDetailSchema>
/** A trigger of a workflow. */
export type WorkflowTriggerResource = z.infer<typeof workflowTriggerSchema>
/** A schedule of a workflow. */
export type WorkflowScheduleResource = z.infer<typeof workflowScheduleSchema>

function refuseOld(named: { readonly name: string }, context: z.core.$RefinementCtx): void {
  refuseOldName(named, ['name'], context)
}
