import {
  connectionSchema,
  listConnectionsResponseSchema,
  listedConnectionSchema,
  setConnectionRequestSchema,
  testConnectionResponseSchema,
} from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

export const connectionDocuments: RouteDocuments = {
  'GET /api/v1/connections/:namespace': {
    chapter: 'connections',
    summary: 'List the connections of a namespace, by name, without the values of their secrets',
    answer: listConnectionsResponseSchema,
  },
  'GET /api/v1/connections/:namespace/:name': {
    chapter: 'connections',
    summary: 'Read a connection, without the values of its secrets',
    answer: listedConnectionSchema,
  },
  'PUT /api/v1/connections/:namespace/:name': {
    chapter: 'connections',
    summary: 'Create a connection, or replace it',
    body: setConnectionRequestSchema,
    answer: connectionSchema,
    isControl: true,
  },
  'DELETE /api/v1/connections/:namespace/:name': {
    chapter: 'connections',
    summary: 'Delete a connection, and not its secrets',
    answer: connectionSchema,
    isControl: true,
  },
  'POST /api/v1/connections/:namespace/:name/test': {
    chapter: 'connections',
    summary: 'Have a worker connect, for at most 10 seconds, and say what happens',
    answer: testConnectionResponseSchema,
  },
}
