import type { FastifyReply, FastifyRequest } from 'fastify'
import { PageFiles } from './page-files.ts'
import { sendFile } from './send-file.ts'

/**
 * The page loads nothing from other hosts and sends nothing to them. Inline styles are needed for computed positions
 * and sizes.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const SAFE_HEADERS = { 'referrer-policy': 'no-referrer' }
const START_HEADERS = { 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-cache' }
const IMMUTABLE = { 'cache-control': 'public, max-age=31536000, immutable' }
const FRESH = { 'cache-control': 'no-cache' }

/** Answers with a file of the web page if the request is for one. Returns whether it did. */
export type ServePage = (request: FastifyRequest, reply: FastifyReply) => boolean

/** Serves the web page at every path that no route has: only the page knows its views. */
export function createPageServer(folder: string): ServePage {
  const files = new PageFiles(folder)
  /** A missing file calls this handler again, which must not look for it a second time. */
  const tried = new WeakSet<FastifyRequest>()
  return (request, reply) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || tried.has(request)) return false
    tried.add(request)
    const file = files.find(request.url.split('?', 1)[0] ?? '')
    if (file === null) return false
    const caching = file.immutable ? IMMUTABLE : FRESH
    const headers = { ...SAFE_HEADERS, ...(file.name.endsWith('.html') ? START_HEADERS : caching) }
    sendFile({ request, reply, folder, headers }, file).catch((error: unknown) => reply.send(error))
    return true
  }
}
