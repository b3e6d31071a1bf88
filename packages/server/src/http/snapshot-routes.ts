import { AIFlowError } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { SnapshotRow } from '../storage/rows.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'

const paramsSchema = z.object({ hash: z.string() })
const READ = { config: { access: 'viewer', scope: 'snapshot' } } as const
const ONE = '/api/v1/snapshots/:hash'

/** What a worker needs of a snapshot. */
export function addSnapshotRoutes(app: FastifyInstance, { storage, blobs }: HttpDependencies): void {
  app.get(`${ONE}/bundle`, READ, async (request, reply) => {
    const { bundleBlob } = await findSnapshot(request.params)
    return reply.header('content-type', 'text/javascript; charset=utf-8').send(Buffer.from(await blobs.get(bundleBlob)))
  })

  app.get(`${ONE}/files`, READ, async (request) => {
    const { files } = await findSnapshot(request.params)
    return Promise.all(
      files.map(async ({ path, blob }) => ({
        path,
        contentBase64: Buffer.from(await blobs.get(blob)).toString('base64'),
      })),
    )
  })

  async function findSnapshot(params: unknown): Promise<SnapshotRow> {
    const { hash } = parsePart(paramsSchema, 'path', params)
    const snapshot = await storage.findSnapshot(hash)
    if (snapshot !== null) return snapshot
    throw new AIFlowError('SNAPSHOT_NOT_FOUND', `There is no snapshot "${hash}".`, { details: { hash } })
  }
}
