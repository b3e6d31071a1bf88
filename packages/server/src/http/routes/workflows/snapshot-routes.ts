import { Readable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { filesAsJson, findContent, findSnapshot, readSnapshot } from '../../../requests/workflows/snapshots.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const paramsSchema = z.object({ hash: z.string() })
const READ = { config: { access: 'viewer', scope: 'snapshot' } } as const
const CHANGE = { config: { access: 'author', scope: 'snapshot' } } as const
const ONE = '/api/v1/snapshots/:hash'
const JSON_TYPE = 'application/json; charset=utf-8'

async function* nothing(): AsyncIterable<string> {
  yield 'null'
}

/** Snapshots for people, and their content for workers. */
export function addSnapshotRoutes(app: FastifyInstance, { controls, storage, blobs }: HttpDependencies): void {
  app.get(ONE, READ, async (request) => readSnapshot({ storage, blobs }, hashOf(request), request.identity))

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, hash } = await findSnapshot(storage, hashOf(incoming))
    return replyToControl(reply, { controls, request: { type: 'deleteSnapshot', namespace, hash }, schema: z.null() })
  })

  app.get(`${ONE}/bundle`, READ, async (request, reply) => {
    const { bundleBlob } = await findContent(storage, hashOf(request), request.identity)
    return send(reply, 'text/javascript; charset=utf-8', await blobs.open(bundleBlob))
  })

  app.get(`${ONE}/source`, READ, async (request, reply) => {
    const { source, hash } = await findContent(storage, hashOf(request), request.identity)
    if (source === null)
      throw new AIFlowError('SNAPSHOT_NOT_FOUND', `The snapshot "${hash}" has no source.`, { details: { hash } })
    return send(reply, 'text/plain; charset=utf-8', await blobs.open(source.blob))
  })

  app.get(`${ONE}/files`, READ, async (request, reply) => {
    const snapshot = await findContent(storage, hashOf(request), request.identity)
    return send(reply, JSON_TYPE, filesAsJson(snapshot, blobs))
  })

  app.get(`${ONE}/packages`, READ, async (request, reply) => {
    const { packages } = await findContent(storage, hashOf(request), request.identity)
    return send(reply, JSON_TYPE, packages === null ? nothing() : await blobs.open(packages.blob))
  })
}

function hashOf({ params }: FastifyRequest): string {
  return parsePart(paramsSchema, 'path', params).hash
}

function send(reply: FastifyReply, type: string, content: AsyncIterable<string | Uint8Array>): FastifyReply {
  return reply.header('content-type', type).send(Readable.from(content, { objectMode: false }))
}
