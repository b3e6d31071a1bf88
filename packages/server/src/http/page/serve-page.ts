import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PageFiles } from './page-files.ts'

/** Nothing is loaded from elsewhere, and nothing is sent elsewhere. Styles are computed: rows have places, bars have lengths. */
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

/** Answers with a file of the web page where the request is for one; tells whether it did. */
export type ServePage = (request: FastifyRequest, reply: FastifyReply) => boolean

/** The web page is what is at all paths that nothing else is at: its places are known to the page alone. */
export function createPageServer(app: FastifyInstance, folder: string): ServePage {
  const files = new PageFiles(folder)
  /** A file that is gone comes back here, and must not be looked for again. */
  const tried = new WeakSet<FastifyRequest>()
  app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false })
  return (request, reply) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || tried.has(request)) return false
    tried.add(request)
    const file = files.find(request.url.split('?', 1)[0] ?? '')
    if (file === null) return false
    const caching = file.immutable ? IMMUTABLE : FRESH
    reply.headers({ ...SAFE_HEADERS, ...(file.name.endsWith('.html') ? START_HEADERS : caching) })
    reply.sendFile(file.name)
    return true
  }
}
