import { Readable } from 'node:stream'
import { type SnapshotDetail, snapshotDetailSchema } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { BlobStorage } from '../storage/blobs.ts'
import type { SnapshotRow } from '../storage/rows.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'
import { checkContent } from './shared-content.ts'
import { sourceOf } from './snapshot-source.ts'

const paramsSchema = z.object({ hash: z.string() })
const READ = { config: { access: 'viewer', scope: 'snapshot' } } as const
const CHANGE = { config: { access: 'author', scope: 'snapshot' } } as const
const ONE = '/api/v1/snapshots/:hash'

/** Snapshots for people, and what a worker needs of one. */
export function addSnapshotRoutes(app: FastifyInstance, { ring, storage, blobs }: HttpDependencies): void {
  app.get(ONE, READ, async (request): Promise<SnapshotDetail> => {
    const snapshot = await findSnapshot(request.params)
    const { namespace, workflowName, hash, files } = snapshot
    const workflow = await storage.findWorkflow(namespace, workflowName)
    return snapshotDetailSchema.parse({
      ...snapshot,
      current: workflow?.snapshotHash === hash,
      source: await sourceOf(blobs, snapshot, request),
      files: files.map(({ path }) => ({ path })),
    })
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, hash } = await findSnapshot(incoming.params)
    return replyToControl(reply, { ring, request: { type: 'deleteSnapshot', namespace, hash }, schema: z.null() })
  })

  app.get(`${ONE}/bundle`, READ, async (request, reply) => {
    const { bundleBlob } = await findContent(request)
    const content = Readable.from(await blobs.open(bundleBlob), { objectMode: false })
    return reply.header('content-type', 'text/javascript; charset=utf-8').send(content)
  })

  app.get(`${ONE}/source`, READ, async (request, reply) => {
    const { source, hash } = await findContent(request)
    if (source === null)
      throw new AIFlowError('SNAPSHOT_NOT_FOUND', `The snapshot "${hash}" has no source.`, { details: { hash } })
    const content = Readable.from(await blobs.open(source.blob), { objectMode: false })
    return reply.header('content-type', 'text/plain; charset=utf-8').send(content)
  })

  app.get(`${ONE}/files`, READ, async (request, reply) => {
    const body = Readable.from(filesAsJson(await findContent(request), blobs), { objectMode: false })
    return reply.header('content-type', 'application/json; charset=utf-8').send(body)
  })

  async function findContent({ params, identity }: FastifyRequest): Promise<SnapshotRow> {
    const snapshot = await findSnapshot(params)
    checkContent(snapshot, identity)
    return snapshot
  }

  async function findSnapshot(params: unknown): Promise<SnapshotRow> {
    const { hash } = parsePart(paramsSchema, 'path', params)
    const snapshot = await storage.findSnapshot(hash)
    if (snapshot !== null) return snapshot
    throw new AIFlowError('SNAPSHOT_NOT_FOUND', `There is no snapshot "${hash}".`, { details: { hash } })
  }
}

/** One file at a time: together they are as large as an upload may be. */
async function* filesAsJson({ files }: SnapshotRow, blobs: BlobStorage): AsyncIterable<string> {
  for (const [index, { path, blob }] of files.entries()) {
    const contentBase64 = Buffer.from(await blobs.get(blob)).toString('base64')
    yield `${index === 0 ? '[' : ','}${JSON.stringify({ path, contentBase64 })}`
  }
  yield files.length === 0 ? '[]' : ']'
}
