import { acceptedSchema, problemSchema } from '@aiflow/sdk/internal/api/server'
import * as z from 'zod'
import type { ServedRoute } from './collect-routes.ts'
import { ComponentSchemas } from './component-schemas.ts'
import { CHAPTERS, type RouteDocument, type RouteDocuments } from './route-document.ts'

type JsonObject = Record<string, unknown>

const NUMBER_PARAMETERS: ReadonlySet<string> = new Set(['id', 'sequence', 'event', 'offset'])
const INTRODUCTION = `Send the token as \`Authorization: Bearer <token>\`. Errors are RFC 9457 problems with a stable \`code\`. Lists
are paged: pass \`next\` of one page as \`cursor\` of the next call. A change that takes long is answered with 202 and an
offset. Its result is then at \`/api/v1/control/{offset}\`. If an answer has an ETag, send it as \`If-Match\` with a change:
the change is refused if someone else was faster. A change in a namespace that is sent again with the same
\`Idempotency-Key\` is carried out once.`

export interface OpenApiOptions {
  readonly routes: readonly ServedRoute[]
  readonly documents: RouteDocuments
  readonly version: string
}

/** The API as OpenAPI 3.1: the served routes, each with its documentation. */
export function createOpenApi({ routes, documents, version }: OpenApiOptions): JsonObject {
  const schemas = new ComponentSchemas()
  const paths: Record<string, JsonObject> = {}
  for (const route of routes) {
    const document = documents[`${route.method} ${route.path}`]
    if (document === undefined) throw new Error(`the route "${route.method} ${route.path}" is not documented`)
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, document, schemas) }
  }
  const problem = schemas.schemaOf(problemSchema, 'output')
  return {
    openapi: '3.1.0',
    info: { title: 'AIFlow', version, description: INTRODUCTION },
    tags: CHAPTERS.map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: { description: 'The error.', content: { 'application/problem+json': { schema: problem } } },
      },
      schemas: schemas.components,
    },
  }
}

function operationOf(route: ServedRoute, document: RouteDocument, schemas: ComponentSchemas): JsonObject {
  const { chapter, summary, body, takesContent = false } = document
  return {
    tags: [chapter],
    summary,
    description: route.access === 'public' ? 'For everyone.' : `For: ${route.access.replace('|', ' or ')}.`,
    operationId: operationIdOf(route),
    ...(route.access === 'public' ? { security: [] } : {}),
    parameters: [
      ...pathParametersOf(route.path),
      ...queryParametersOf(document, schemas),
      ...headersOf(route, document),
    ],
    ...(takesContent ? { requestBody: { content: { 'application/octet-stream': {} } } } : {}),
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemas.schemaOf(body, 'input') } } } }),
    responses: responsesOf(document, schemas),
  }
}

function responsesOf({ answer, isControl, isVersioned }: RouteDocument, schemas: ComponentSchemas): JsonObject {
  const headers = isVersioned ? { headers: { ETag: { schema: { type: 'string' } } } } : {}
  const accepted = schemas.schemaOf(acceptedSchema, 'output')
  return {
    ...(answer === null
      ? { 204: { description: 'Done.' } }
      : { 200: { description: 'Done.', ...headers, content: contentOf(answer, schemas) } }),
    ...(isControl
      ? {
          202: {
            description: 'Accepted: the request waits for its turn.',
            content: { 'application/json': { schema: accepted } },
          },
        }
      : {}),
    default: { $ref: '#/components/responses/Problem' },
  }
}

function contentOf(answer: NonNullable<RouteDocument['answer']>, schemas: ComponentSchemas): JsonObject {
  if (typeof answer === 'string') return { [answer]: { schema: { type: 'string' } } }
  return { 'application/json': { schema: schemas.schemaOf(answer, 'output') } }
}

function pathParametersOf(path: string): JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: NUMBER_PARAMETERS.has(name) ? { type: 'integer', minimum: 1 } : { type: 'string' },
  }))
}

function queryParametersOf({ query }: RouteDocument, schemas: ComponentSchemas): JsonObject[] {
  const fields: Record<string, z.ZodType> = query === undefined ? {} : query.shape
  return Object.entries(fields).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema, undefined).success,
    schema: schemas.schemaOf(schema, 'input'),
  }))
}

function headersOf(
  { method }: ServedRoute,
  { isControl, isRepeatable, isVersioned, answer }: RouteDocument,
): JsonObject[] {
  const headers = []
  if (isControl || isRepeatable) headers.push('Idempotency-Key')
  if (isVersioned && method !== 'GET') headers.push('If-Match')
  if (answer === 'text/event-stream') headers.push('Last-Event-ID')
  return headers.map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } }))
}

/** An operation id such as `getWorkflowsNamespaceName`. */
function operationIdOf({ method, path }: ServedRoute): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'api' && word !== 'v1')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
