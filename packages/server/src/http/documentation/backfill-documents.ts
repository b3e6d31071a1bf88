import { pageOf, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import {
  backfillPreviewSchema,
  backfillSchema,
  listBackfillsQuerySchema,
  previewBackfillQuerySchema,
  startBackfillRequestSchema,
  stopBackfillRequestSchema,
} from '@aiflow/sdk/internal/api/workflows'
import type { RouteDocument, RouteDocuments } from './route-document.ts'

const OF_WORKFLOW = '/api/v1/workflows/:namespace/:name/backfills'
const ONE = '/api/v1/backfills/:backfill'

export const backfillDocuments: RouteDocuments = {
  [`POST ${OF_WORKFLOW}`]: {
    ...controlOf('Start a backfill: an execution for each time of a schedule in a range of the past'),
    body: startBackfillRequestSchema,
  },
  [`GET ${OF_WORKFLOW}/preview`]: {
    chapter: 'backfills',
    summary: 'The times that a backfill would go over, and those that it would leave out',
    query: previewBackfillQuerySchema,
    answer: backfillPreviewSchema,
  },
  'GET /api/v1/backfills': {
    chapter: 'backfills',
    summary: 'List backfills, newest first',
    query: listBackfillsQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(backfillSchema),
  },
  [`GET ${ONE}`]: { chapter: 'backfills', summary: 'Show a backfill with its progress', answer: backfillSchema },
  [`POST ${ONE}/pause`]: controlOf('Pause a backfill: running executions continue, and no others are started'),
  [`POST ${ONE}/resume`]: controlOf('Resume a paused backfill'),
  [`POST ${ONE}/stop`]: {
    ...controlOf('Stop a backfill, with its running executions or after them'),
    body: stopBackfillRequestSchema,
  },
}

function controlOf(summary: string): RouteDocument {
  return { chapter: 'backfills', summary, answer: backfillSchema, isControl: true }
}
