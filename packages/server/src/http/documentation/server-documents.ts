import { loadSchema } from '@aiflow/sdk/internal/api/executions'
import {
  configurationSchema,
  controlStatusSchema,
  forgetWorkerResponseSchema,
  listenToLiveQuerySchema,
  serverInfoSchema,
  stopServerRequestSchema,
  stopServerResponseSchema,
} from '@aiflow/sdk/internal/api/server'
import { jsonSchema } from '@aiflow/sdk/internal/wire'
import { attemptSecretsSchema } from '@aiflow/sdk/internal/worker-protocol'
import * as z from 'zod'
import type { RouteDocuments } from './route-document.ts'

export const serverDocuments: RouteDocuments = {
  'GET /healthz': {
    chapter: 'server',
    summary: 'Whether the process answers',
    answer: z.object({ status: z.string() }),
  },
  'GET /readyz': {
    chapter: 'server',
    summary: 'Whether the server takes requests; 503 while it starts or stops, 507 while its disk is full',
    answer: z.object({ status: z.string() }),
  },
  'GET /metrics': { chapter: 'server', summary: 'Metrics in the text format of Prometheus', answer: 'text/plain' },
  'GET /api/openapi.json': {
    chapter: 'server',
    summary: 'This documentation as OpenAPI 3.1',
    answer: z.record(z.string(), z.unknown()),
  },
  'GET /api/docs': { chapter: 'server', summary: 'This documentation as a web page', answer: 'text/html' },
  'GET /api/docs/:file': {
    chapter: 'server',
    summary: 'A file that the page of the documentation loads',
    answer: 'text/plain',
  },
  'POST /mcp': {
    chapter: 'server',
    summary: 'For assistants: one message of the Model Context Protocol, in its streamable HTTP transport',
    body: z.record(z.string(), z.unknown()),
    answer: z.record(z.string(), z.unknown()),
  },
  'GET /api/v1/server': { chapter: 'server', summary: 'The server and its workers', answer: serverInfoSchema },
  'GET /api/v1/configuration': {
    chapter: 'server',
    summary: 'The settings of the server, and where each comes from',
    answer: configurationSchema,
  },
  'GET /api/v1/live': {
    chapter: 'server',
    summary: 'Follow the changes that a web page shows, in a few messages a second',
    query: listenToLiveQuerySchema,
    answer: 'text/event-stream',
  },
  'GET /api/v1/statistics/load': {
    chapter: 'server',
    summary: 'The load of the server: what is running, waiting and failed',
    answer: loadSchema,
  },
  'GET /api/v1/worker/attempts/:attemptId/secrets': {
    chapter: 'server',
    summary: 'For workers: the values of the secrets of a running attempt, and its connections',
    answer: attemptSecretsSchema,
  },
  'GET /api/v1/worker/attempts/:attemptId/:part': {
    chapter: 'server',
    summary: 'For workers: a part of a running attempt that was too large for its start command',
    answer: jsonSchema,
  },
  'GET /api/v1/worker/questions/:name': {
    chapter: 'server',
    summary: 'For workers: the events and states of a question to a condition that were too large for its message',
    answer: jsonSchema,
  },
  'DELETE /api/v1/workers/:worker': {
    chapter: 'server',
    summary: 'Give up a worker that will not come back; its attempts count as lost',
    answer: forgetWorkerResponseSchema,
    isControl: true,
  },
  'POST /api/v1/server/stop': {
    chapter: 'server',
    summary: 'Stop the server, and on request its tasks',
    body: stopServerRequestSchema,
    answer: stopServerResponseSchema,
  },
  'GET /api/v1/control/:offset': {
    chapter: 'server',
    summary: 'The result of a request that was answered with 202',
    answer: controlStatusSchema,
  },
}
