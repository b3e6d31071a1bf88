import type * as z from 'zod'

/** What a route answers with where it is not JSON. */
type MediaType = 'text/event-stream' | 'text/javascript' | 'text/html' | 'text/plain' | 'application/octet-stream'

/** The chapters of the documentation, in their order. */
export const CHAPTERS = [
  'events',
  'namespaces',
  'pools',
  'workflows',
  'triggers',
  'schedules',
  'executions',
  'tasks',
  'access',
  'server',
  'inside tasks',
] as const

/** What people are told of a route. The route itself says who may use it; its schemas are the ones that it checks with. */
export interface RouteDocument {
  readonly chapter: (typeof CHAPTERS)[number]
  /** One line. */
  readonly summary: string
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The body is bytes of any kind. */
  readonly takesContent?: boolean
  /** The form of the answer: JSON of a schema, nothing, or something of a media type. */
  readonly answer: z.ZodType | MediaType | null
  /** It asks the scheduler: it answers 202 where the step takes too long. */
  readonly isControl?: boolean
  /** It takes an idempotency key, as all that ask the scheduler do. */
  readonly isRepeatable?: boolean
  /** The answer has an ETag, and changes may ask for it with If-Match. */
  readonly isVersioned?: boolean
}

/** By method and path, such as `GET /api/v1/workflows`. */
export type RouteDocuments = Readonly<Record<string, RouteDocument>>
