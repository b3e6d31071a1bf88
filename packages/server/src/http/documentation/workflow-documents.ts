import { whyNotTriggerSchema } from '@aiflow/sdk/internal/api/events'
import {
  startExecutionRequestSchema,
  startExecutionResponseSchema,
  stopExecutionsResponseSchema,
} from '@aiflow/sdk/internal/api/executions'
import {
  addNamespaceRequestSchema,
  namespaceSchema,
  pageOf,
  pageQuerySchema,
  setNamespaceRequestSchema,
} from '@aiflow/sdk/internal/api/server'
import {
  addScheduleRequestSchema,
  addTriggerRequestSchema,
  deleteAllResponseSchema,
  listedWorkflowSchema,
  listWorkflowsQuerySchema,
  nextTimesQuerySchema,
  nextTimesResponseSchema,
  snapshotDetailSchema,
  snapshotSchema,
  uploadPreviewSchema,
  uploadRequestSchema,
  uploadResponseSchema,
  workflowDetailSchema,
  workflowScheduleSchema,
  workflowSchema,
  workflowTriggerSchema,
} from '@aiflow/sdk/internal/api/workflows'
import { npmPackagesSchema } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'
import { ofWorkflowQuerySchema } from '../routes/workflows/of-workflow.ts'
import type { RouteDocument, RouteDocuments } from './route-document.ts'

const WORKFLOW = '/api/v1/workflows/:namespace/:name'
const snapshotFilesSchema = z.array(z.object({ path: z.string(), contentBase64: z.base64() }))

export const workflowDocuments: RouteDocuments = {
  'GET /api/v1/namespaces': {
    chapter: 'namespaces',
    summary: 'List namespaces, by name',
    query: pageQuerySchema,
    answer: pageOf(namespaceSchema),
  },
  'POST /api/v1/namespaces': {
    chapter: 'namespaces',
    summary: 'Add a namespace',
    body: addNamespaceRequestSchema,
    answer: namespaceSchema,
    isControl: true,
  },
  'GET /api/v1/namespaces/:namespace': {
    chapter: 'namespaces',
    summary: 'Show a namespace',
    answer: namespaceSchema,
    isVersioned: true,
  },
  'PUT /api/v1/namespaces/:namespace': {
    chapter: 'namespaces',
    summary: 'Replace the properties of a namespace',
    body: setNamespaceRequestSchema,
    answer: namespaceSchema,
    isControl: true,
    isVersioned: true,
  },
  'DELETE /api/v1/namespaces/:namespace': {
    chapter: 'namespaces',
    summary: 'Delete an empty namespace',
    answer: namespaceSchema,
    isControl: true,
    isVersioned: true,
  },
  'POST /api/v1/workflows': {
    chapter: 'workflows',
    summary: 'Upload the workflows of a bundle, all or none',
    body: uploadRequestSchema,
    answer: uploadResponseSchema,
    isControl: true,
  },
  'POST /api/v1/workflows/preview': {
    chapter: 'workflows',
    summary: 'Check an upload, and show what it would change; nothing is stored',
    body: uploadRequestSchema,
    answer: uploadPreviewSchema,
  },
  'GET /api/v1/workflows': {
    chapter: 'workflows',
    summary: 'List workflows, by namespace and name',
    query: pageQuerySchema.extend(listWorkflowsQuerySchema.shape),
    answer: pageOf(listedWorkflowSchema),
  },
  [`GET ${WORKFLOW}`]: {
    chapter: 'workflows',
    summary: 'Show a workflow with its definition and source',
    answer: workflowDetailSchema,
    isVersioned: true,
  },
  [`POST ${WORKFLOW}/enable`]: switchOf('workflows', 'Enable a workflow: it may start new executions', workflowSchema),
  [`POST ${WORKFLOW}/disable`]: switchOf(
    'workflows',
    'Disable a workflow: it starts no new executions',
    workflowSchema,
  ),
  [`DELETE ${WORKFLOW}`]: switchOf('workflows', 'Delete a workflow that has no active execution', workflowSchema),
  [`GET ${WORKFLOW}/snapshots`]: {
    chapter: 'workflows',
    summary: 'List the snapshots of a workflow, newest first',
    query: pageQuerySchema,
    answer: pageOf(snapshotSchema),
  },
  'GET /api/v1/snapshots/:hash': {
    chapter: 'workflows',
    summary: 'Show a snapshot with its definition and source',
    answer: snapshotDetailSchema,
  },
  'DELETE /api/v1/snapshots/:hash': {
    chapter: 'workflows',
    summary: 'Delete an unused snapshot',
    answer: null,
    isControl: true,
  },
  'GET /api/v1/snapshots/:hash/bundle': {
    chapter: 'workflows',
    summary: 'The code of a snapshot',
    answer: 'text/javascript',
  },
  'GET /api/v1/snapshots/:hash/source': {
    chapter: 'workflows',
    summary: 'The workflow file of a snapshot, however large',
    answer: 'text/plain',
  },
  'GET /api/v1/snapshots/:hash/files': {
    chapter: 'workflows',
    summary: 'The extra files of a snapshot',
    answer: snapshotFilesSchema,
  },
  'GET /api/v1/snapshots/:hash/packages': {
    chapter: 'workflows',
    summary: 'The npm packages that workers install for the code of a snapshot; null if there are none',
    answer: npmPackagesSchema.nullable(),
  },
  [`POST ${WORKFLOW}/executions`]: {
    chapter: 'executions',
    summary: 'Start a workflow execution',
    body: startExecutionRequestSchema,
    answer: startExecutionResponseSchema,
    isControl: true,
  },
  [`POST ${WORKFLOW}/executions/stop`]: {
    chapter: 'executions',
    summary: 'Stop all active executions of a workflow; if there is no answer, send the request again',
    answer: stopExecutionsResponseSchema,
    isControl: true,
  },
  ...ofWorkflow('triggers', workflowTriggerSchema, addTriggerRequestSchema),
  ...ofWorkflow('schedules', workflowScheduleSchema, addScheduleRequestSchema),
  'GET /api/v1/workflows/:namespace/:workflow/triggers/:name/why-not': {
    chapter: 'triggers',
    summary: 'Why a trigger starts no execution: what blocks it, and what it waits for',
    answer: whyNotTriggerSchema,
  },
  'GET /api/v1/workflows/:namespace/:workflow/schedules/:name/next': {
    chapter: 'schedules',
    summary: 'Show the next firings of a schedule, as if it were not paused',
    query: nextTimesQuerySchema,
    answer: nextTimesResponseSchema,
  },
}

/** Triggers and schedules have the same routes. */
function ofWorkflow(chapter: 'triggers' | 'schedules', resource: z.ZodObject, added: z.ZodType): RouteDocuments {
  const what = chapter.slice(0, -1)
  const one = `/api/v1/workflows/:namespace/:workflow/${chapter}/:name`
  return {
    [`GET /api/v1/${chapter}`]: {
      chapter,
      summary: `List ${chapter}, oldest first`,
      query: ofWorkflowQuerySchema,
      answer: pageOf(resource),
    },
    [`GET ${WORKFLOW}/${chapter}`]: {
      chapter,
      summary: `List the ${chapter} of a workflow`,
      query: pageQuerySchema,
      answer: pageOf(resource),
    },
    [`POST ${WORKFLOW}/${chapter}`]: {
      chapter,
      summary: `Add a ${what} to a workflow`,
      body: added,
      answer: resource,
      isControl: true,
    },
    [`GET ${one}`]: { chapter, summary: `Show a ${what}`, answer: resource, isVersioned: true },
    [`POST ${one}/pause`]: switchOf(chapter, `Pause a ${what}`, resource),
    [`POST ${one}/resume`]: switchOf(chapter, `Resume a ${what}`, resource),
    [`DELETE ${WORKFLOW}/${chapter}`]: {
      chapter,
      summary: `Delete the ${chapter} of a workflow`,
      answer: deleteAllResponseSchema,
      isControl: true,
    },
    [`DELETE ${one}`]: switchOf(chapter, `Delete a ${what}`, resource),
  }
}

function switchOf(chapter: RouteDocument['chapter'], summary: string, answer: z.ZodType): RouteDocument {
  return { chapter, summary, answer, isControl: true, isVersioned: true }
}
