import type * as z from 'zod'

/** Media types of answers that are not JSON. */
type MediaType = 'text/event-stream' | 'text/javascript' | 'text/html' | 'text/plain' | 'application/octet-stream'

/** The chapters of the documentation, in order. */
export const CHAPTERS = [
  'events',
  'namespaces',
  'pools',
  'secrets',
  'connections',
  'workflows',
  'triggers',
  'schedules',
  'backfills',
  'executions',
  'tasks',
  'access',
  'server',
  'inside tasks',
] as const

/** The documentation of a route. Permissions and schemas come from the route itself. */
export interface RouteDocument {
  readonly chapter: (typeof CHAPTERS)[number]
  /** One line. */
  readonly summary: string
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The request body is binary. */
  readonly takesContent?: boolean
  /** The answer: JSON with a schema, nothing, or a media type. */
  readonly answer: z.ZodType | MediaType | null
  /** The route sends a request to the scheduler. It answers 202 if the step takes too long. */
  readonly isControl?: boolean
  /** The route takes an idempotency key, like all routes that send a request to the scheduler. */
  readonly isRepeatable?: boolean
  /** The answer has an ETag, and changes may require it with If-Match. */
  readonly isVersioned?: boolean
}

/** Documents by method and path, such as `GET /api/v1/workflows`. */
export type RouteDocuments = Readonly<Record<string, RouteDocument>>
