import {
  deadLetterDetailSchema,
  deadLetterSchema,
  deadLetterSliceQuerySchema,
  dropDeadLetterResponseSchema,
  dropDeadLettersResponseSchema,
  listDeadLettersQuerySchema,
  retryDeadLetterResponseSchema,
  retryDeadLettersResponseSchema,
} from '@aiflow/sdk/internal/api/events'
import { pageOf } from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

const LETTERS = '/api/v1/dead-letters'

export const deadLetterDocuments: RouteDocuments = {
  [`GET ${LETTERS}`]: {
    chapter: 'server',
    summary: 'List events that a rule or the scheduler could not process, newest first',
    query: listDeadLettersQuerySchema,
    answer: pageOf(deadLetterSchema),
  },
  [`GET ${LETTERS}/:letter`]: {
    chapter: 'server',
    summary: 'Show a dead letter with its event and what the condition saw',
    answer: deadLetterDetailSchema,
  },
  [`POST ${LETTERS}/:letter/retry`]: {
    chapter: 'server',
    summary: 'Retry a dead letter',
    answer: retryDeadLetterResponseSchema,
    isControl: true,
  },
  [`DELETE ${LETTERS}/:letter`]: {
    chapter: 'server',
    summary: 'Drop a dead letter',
    answer: dropDeadLetterResponseSchema,
    isControl: true,
  },
  [`POST ${LETTERS}/retry`]: {
    chapter: 'server',
    summary: 'Retry the dead letters that match a filter, up to 500 at a time',
    query: deadLetterSliceQuerySchema,
    answer: retryDeadLettersResponseSchema,
  },
  [`POST ${LETTERS}/drop`]: {
    chapter: 'server',
    summary: 'Drop the dead letters that match a filter, up to 500 at a time',
    query: deadLetterSliceQuerySchema,
    answer: dropDeadLettersResponseSchema,
  },
}
