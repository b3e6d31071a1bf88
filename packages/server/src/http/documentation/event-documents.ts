import {
  countEventsResponseSchema,
  eventDetailSchema,
  eventEffectsSchema,
  eventFilterSchema,
  listEventsQuerySchema,
  listEventsResponseSchema,
  listenQuerySchema,
  offsetOfTimeResponseSchema,
  putHandleRequestSchema,
  sendEventsRequestSchema,
  sendEventsResponseSchema,
  stateValueSchema,
  taskStatusesResponseSchema,
  triedEventSchema,
  tryEventRequestSchema,
} from '@aiflow/sdk/internal/api/events'
import { artifactQuerySchema, artifactsResponseSchema } from '@aiflow/sdk/internal/api/executions'
import * as z from 'zod'
import type { RouteDocuments } from './route-document.ts'

export const eventDocuments: RouteDocuments = {
  'POST /api/v1/events': {
    chapter: 'events',
    summary: 'Send one event or a batch; durable when it answers',
    isRepeatable: true,
    body: sendEventsRequestSchema,
    answer: sendEventsResponseSchema,
  },
  'GET /api/v1/events': {
    chapter: 'events',
    summary: 'List events, oldest first unless asked otherwise',
    query: listEventsQuerySchema,
    answer: listEventsResponseSchema,
  },
  'POST /api/v1/events/try': {
    chapter: 'events',
    summary: 'Say what an event would do if it were sent now, rule by rule; nothing is sent or stored',
    body: tryEventRequestSchema,
    answer: triedEventSchema,
  },
  'GET /api/v1/events/count': {
    chapter: 'events',
    summary: 'Count events, in all and by sender',
    query: eventFilterSchema,
    answer: countEventsResponseSchema,
  },
  'GET /api/v1/events/offset': {
    chapter: 'events',
    summary: 'The last offset at or before a time',
    query: z.object({ time: z.string() }),
    answer: offsetOfTimeResponseSchema,
  },
  'GET /api/v1/events/:event': {
    chapter: 'events',
    summary: 'Show an event, with its cause and its dead letters',
    answer: eventDetailSchema,
  },
  'GET /api/v1/events/:event/effects': {
    chapter: 'events',
    summary: 'Show the effects of an event: verdicts, changes of status, and starts that had to wait',
    answer: eventEffectsSchema,
  },
  'GET /api/v1/events/listen': {
    chapter: 'events',
    summary: 'Follow the log; Last-Event-ID is the offset to continue after',
    query: listenQuerySchema,
    answer: 'text/event-stream',
  },
  'GET /api/v1/task/state/:name': {
    chapter: 'inside tasks',
    summary: 'Read a state of the workflow execution of the calling task',
    answer: stateValueSchema,
  },
  'PUT /api/v1/task/state/:name': {
    chapter: 'inside tasks',
    summary: 'Set a state of the workflow execution of the calling task',
    body: stateValueSchema,
    answer: null,
    isControl: true,
  },
  'GET /api/v1/task/statuses': {
    chapter: 'inside tasks',
    summary: 'Read the statuses of the tasks of the workflow execution of the calling task',
    answer: taskStatusesResponseSchema,
  },
  'PUT /api/v1/task/artifacts': {
    chapter: 'inside tasks',
    summary: 'Store an artifact of the calling task',
    query: artifactQuerySchema,
    takesContent: true,
    answer: null,
    isControl: true,
  },
  'GET /api/v1/task/artifacts/:task': {
    chapter: 'inside tasks',
    summary: 'List the artifacts of another task, of its last success before the calling task started',
    answer: artifactsResponseSchema,
  },
  'GET /api/v1/task/artifacts/:task/file': {
    chapter: 'inside tasks',
    summary: 'Download an artifact of another task; its ETag is the SHA-256 of its content',
    query: artifactQuerySchema,
    answer: 'application/octet-stream',
  },
  'PUT /api/v1/task/handle': {
    chapter: 'inside tasks',
    summary: 'Set the handle of external work; durable when it answers',
    body: putHandleRequestSchema,
    answer: null,
    isControl: true,
  },
}
