import { uploadRequestSchema, uploadResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { previewUpload } from '../../../requests/workflows/preview-upload.ts'
import { warningsOfSecrets } from '../../../requests/workflows/unknown-secrets.ts'
import { prepareUpload } from '../../../requests/workflows/upload-content.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const ACCESS = { access: 'author', scope: 'upload' } as const

export function addUploadRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { controls, blobs, limits } = dependencies
  const options = { bodyLimit: limits.uploadBytes, config: ACCESS }
  app.post('/api/v1/workflows', options, async (incoming, reply) => {
    const upload = parsePart(uploadRequestSchema, 'body', incoming.body)
    const more = warningsOfSecrets(dependencies, upload.definitions)
    return replyToControl(reply, {
      controls,
      request: await prepareUpload(blobs, upload),
      schema: uploadResponseSchema.transform((stored) => ({ ...stored, warnings: [...stored.warnings, ...more] })),
    })
  })

  app.post('/api/v1/workflows/preview', options, async (incoming) =>
    previewUpload(dependencies, parsePart(uploadRequestSchema, 'body', incoming.body)),
  )
}
