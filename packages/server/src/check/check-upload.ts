import type { UploadRequest } from '@aiflow/sdk/client'
import { uploadRequestSchema } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parsePart } from '../http/parsing/parse-request.ts'
import { checkDefinitions } from '../rules/upload/check-definitions.ts'
import { requireFiles } from '../rules/upload/check-files.ts'

export { type UploadWarning, warningsOfUpload } from '../rules/upload/upload-warnings.ts'

export interface UploadLimits {
  /** Maximum size of the request, in bytes of JSON. */
  readonly uploadBytes: number
  /** Milliseconds since the epoch: schedules are checked from here on. */
  readonly now: number
}

/**
 * Checks everything of an upload that needs no store: all that a server checks, except that pools exist. Throws what the
 * server would answer, such as `INVALID_WORKFLOW`, `INVALID_CONDITION`, `INVALID_EXPRESSION` or `TOO_LARGE`.
 */
export function checkUpload(request: UploadRequest, { uploadBytes, now }: UploadLimits): void {
  requireFits(request, uploadBytes)
  const { definitions, files } = parsePart(uploadRequestSchema, 'body', request)
  checkDefinitions(definitions, now)
  requireFiles(
    definitions,
    files.map(({ path }) => path),
  )
}

function requireFits(request: UploadRequest, maxBytes: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(request))
  if (bytes <= maxBytes) return
  const message = `The upload has ${bytes} bytes, and "limits.uploadBytes" allows ${maxBytes}. Keep large files elsewhere, or raise the limit.`
  throw new AIFlowError('TOO_LARGE', message, { details: { bytes, maxBytes } })
}
