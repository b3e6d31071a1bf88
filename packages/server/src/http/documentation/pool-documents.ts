import { listPoolsResponseSchema, poolResponseSchema, setPoolRequestSchema } from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

export const poolDocuments: RouteDocuments = {
  'GET /api/v1/pools/:namespace': {
    chapter: 'pools',
    summary: 'List the pools of a namespace, by name, with their running and waiting tasks',
    answer: listPoolsResponseSchema,
  },
  'PUT /api/v1/pools/:namespace/:name': {
    chapter: 'pools',
    summary: 'Create a pool, or change its number of slots',
    body: setPoolRequestSchema,
    answer: poolResponseSchema,
    isControl: true,
  },
  'DELETE /api/v1/pools/:namespace/:name': {
    chapter: 'pools',
    summary: 'Delete an unused pool',
    answer: poolResponseSchema,
    isControl: true,
  },
}
