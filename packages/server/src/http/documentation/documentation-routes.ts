import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance } from 'fastify'
import { ROUTE_DOCUMENTS } from '../routes.ts'
import type { ServedRoute } from './collect-routes.ts'
import { createOpenApi } from './openapi.ts'

const PUBLIC = { config: { access: 'public' } } as const
const VIEWER_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}
const START_FILE = 'start.js'
const START_SCRIPT = `SwaggerUIBundle({
  url: '/api/openapi.json', dom_id: '#documentation', deepLinking: true, persistAuthorization: false,
  filter: true, docExpansion: 'none', defaultModelsExpandDepth: 0, validatorUrl: null,
})
`
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AIFlow API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<div id="documentation"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/${START_FILE}"></script>
</html>
`
/** The page loads nothing from other hosts and sends nothing to them. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"

/** The documentation of the API. It contains no secrets, so everyone may read it. */
export function addDocumentationRoutes(app: FastifyInstance, routes: readonly ServedRoute[], version: string): void {
  let openApi: string | null = null

  app.get('/api/openapi.json', PUBLIC, async (_request, reply) => {
    openApi ??= JSON.stringify(createOpenApi({ routes, documents: ROUTE_DOCUMENTS, version }))
    return reply.header('content-type', 'application/json; charset=utf-8').send(openApi)
  })

  app.get('/api/docs', PUBLIC, async (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .send(PAGE),
  )

  app.get<{ Params: { file: string } }>('/api/docs/:file', PUBLIC, async ({ params: { file } }, reply) => {
    if (file === START_FILE) return reply.header('content-type', 'text/javascript; charset=utf-8').send(START_SCRIPT)
    const type = Object.hasOwn(VIEWER_FILES, file) ? VIEWER_FILES[file] : undefined
    if (type === undefined) throw new AIFlowError('ROUTE_NOT_FOUND', `The documentation has no file "${file}".`)
    return reply
      .header('content-type', type)
      .header('cache-control', 'max-age=86400')
      .send(await readViewerFile(file))
  })
}

function readViewerFile(name: string): Promise<Buffer> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return readFile(join(folder, name))
}
