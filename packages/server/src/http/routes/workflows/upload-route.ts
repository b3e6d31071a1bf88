import { uploadRequestSchema, uploadResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { prepareUpload } from '../../../requests/workflows/prepare-upload.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const ACCESS = { access: 'author', scope: 'upload' } as const

export function addUploadRoute(app: FastifyInstance, { controls, blobs, limits }: HttpDependencies): void {
  const options = { bodyLimit: limits.uploadBytes, config: ACCESS }
  app.post('/api/v1/workflows', options, async (incoming, reply) => {
    const upload = parsePart(uploadRequestSchema, 'body', incoming.body)
    return replyToControl(reply, {
      controls,
      request: await prepareUpload(blobs, upload),
      schema: uploadResponseSchema,
    })
  })
}
