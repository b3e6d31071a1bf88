import { listPoolsResponseSchema, poolResponseSchema, setPoolRequestSchema } from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

export const poolDocuments: RouteDocuments = {
  'GET /api/v1/pools/:namespace': {
    chapter: 'pools',
    summary: 'List the pools of a namespace, by name, and how many tasks have a slot or wait for one',
    answer: listPoolsResponseSchema,
  },
  'PUT /api/v1/pools/:namespace/:name': {
    chapter: 'pools',
    summary: 'Make a pool, or change how many slots it has',
    body: setPoolRequestSchema,
    answer: poolResponseSchema,
    isControl: true,
  },
  'DELETE /api/v1/pools/:namespace/:name': {
    chapter: 'pools',
    summary: 'Delete a pool that no workflow names',
    answer: poolResponseSchema,
    isControl: true,
  },
}
