import {
  auditEntrySchema,
  beginSessionRequestSchema,
  createTokenRequestSchema,
  createTokenResponseSchema,
  listAuditQuerySchema,
  pageOf,
  pageQuerySchema,
  sessionLinkSchema,
  sessionSchema,
  tokenSchema,
} from '@aiflow/sdk/internal/api/server'
import type { RouteDocuments } from './route-document.ts'

export const accessDocuments: RouteDocuments = {
  'GET /api/v1/tokens': {
    chapter: 'access',
    summary: 'List tokens, without their secrets',
    answer: pageOf(tokenSchema),
  },
  'POST /api/v1/tokens': {
    chapter: 'access',
    summary: 'Create a token; only this answer contains its secret',
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
  'GET /api/v1/session': {
    chapter: 'access',
    summary: 'The caller, and what it may do',
    answer: sessionSchema,
  },
  'POST /api/v1/session': {
    chapter: 'access',
    summary: 'Begin a web session with a token or a one-time link; the answer sets a cookie',
    body: beginSessionRequestSchema,
    answer: sessionSchema,
  },
  'DELETE /api/v1/session': {
    chapter: 'access',
    summary: 'End a web session',
    answer: null,
  },
  'POST /api/v1/session/links': {
    chapter: 'access',
    summary: 'Create a link that opens the web page once, with the rights of the token',
    answer: sessionLinkSchema,
  },
  'GET /api/v1/audit': {
    chapter: 'access',
    summary: 'List requested changes, newest first',
    query: listAuditQuerySchema.extend(pageQuerySchema.shape),
    answer: pageOf(auditEntrySchema),
  },
}
