import { listAuditQuerySchema, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { listAudit } from '../../../requests/events/list-audit.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const OPTIONS = { config: { access: 'admin', scope: 'query' } } as const
const querySchema = listAuditQuerySchema.extend(pageQuerySchema.shape).strict()

/** Every requested change, newest first: who, what, when, and the result. */
export function addAuditRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get('/api/v1/audit', OPTIONS, async (request) => {
    const { limit, cursor, ...query } = parsePart(querySchema, 'query', request.query)
    return listAudit(storage, query, { limit, cursor })
  })
}
