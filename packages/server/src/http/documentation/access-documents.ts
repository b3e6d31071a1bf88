import {
  auditEntrySchema,
  createTokenRequestSchema,
  createTokenResponseSchema,
  listAuditQuerySchema,
  pageOf,
  pageQuerySchema,
  tokenSchema,
} from '@aiflow/sdk/internal'
import type { RouteDocuments } from './route-document.ts'

export const accessDocuments: RouteDocuments = {
  'GET /api/v1/tokens': {
    chapter: 'access',
    summary: 'List tokens, without their secrets',
    answer: pageOf(tokenSchema),
  },
  'POST /api/v1/tokens': {
    chapter: 'access',
    summary: 'Create a token; this answer alone holds its secret',
    body: createTokenRequestSchema,
    answer: createTokenResponseSchema,
    isControl: true,
  },
  'DELETE /api/v1/tokens/:name': {
    chapter: 'access',
    summary: 'Revoke a token',
    answer: tokenSchema,
    isControl: true,
  },
  'GET /api/v1/audit': {
    chapter: 'access',
    summary: 'List the changes that were asked for, newest first',
    query: listAuditQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(auditEntrySchema),
  },
}
