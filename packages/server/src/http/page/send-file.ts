import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageFile } from './page-files.ts'

/** Answers with a file of a folder, compressed if it is there in a form that the caller takes. An error has no `headers`. */
export async function sendFile(
  {
    request,
    reply,
    folder,
    headers,
  }: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly folder: string
    readonly headers: Readonly<Record<string, string>>
  },
  { name, encodings }: PageFile,
): Promise<void> {
  // Loaded here, because most servers are never asked for the page.
  const { send, negotiate } = await import('./file-sender-library.ts')
  // A client that takes anything is sent gzip, which each of them knows.
  const accepted = request.headers['accept-encoding']?.toLowerCase().replaceAll('*', 'gzip') ?? ''
  const encoding = negotiate(accepted, [...encodings.keys()])
  const path = encoding === null ? name : (encodings.get(encoding) ?? name)
  const result = await send(request.raw, path, { root: folder, cacheControl: false, acceptRanges: false })
  if (result.statusCode === 404) return reply.callNotFound()
  if (result.type === 'error') throw result.metadata.error
  reply
    .code(result.statusCode)
    .headers({ ...result.headers, ...headers })
    .header('vary', 'accept-encoding')
  if (encoding !== null) {
    const type = send.mime.getType(name) ?? 'application/octet-stream'
    reply.header('content-type', send.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type)
    reply.header('content-encoding', encoding)
  }
  reply.send(result.stream)
}
