import type { Upload, UploadPreview } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { checkDefinitions } from '../../rules/upload/check-definitions.ts'
import { requireFiles } from '../../rules/upload/check-files.ts'
import { warningsOfUpload } from '../../rules/upload/upload-warnings.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { warningsOfSecrets } from './unknown-secrets.ts'
import { checkPaths, hashOf, snapshotHash, storeContent } from './upload-content.ts'

/** What an upload would change. Nothing is stored. Throws what the upload would throw, except for missing pools. */
export async function previewUpload(
  { storage, live, secrets, now }: Pick<RequestDependencies, 'storage' | 'live' | 'secrets' | 'now'>,
  upload: Upload,
): Promise<UploadPreview> {
  const paths = upload.files.map(({ path }) => path)
  checkPaths(paths)
  checkDefinitions(upload.definitions, now())
  requireFiles(upload.definitions, paths)
  const content = await storeContent(upload, { put: async (bytes) => hashOf(bytes) })
  const workflows = upload.definitions.map(async (definition) => {
    const { namespace, name } = definition
    const hash = snapshotHash(definition, content)
    const existing = await storage.workflows.find(namespace, name)
    return {
      namespace,
      name,
      snapshotHash: hash,
      enabled: existing?.enabled ?? true,
      created: existing === null,
      changed: existing?.snapshotHash !== hash,
      missingPools: missingPools(definition, new Set(live.readPools(namespace).map((pool) => pool.name))),
    }
  })
  const namespaces = [...new Set(upload.definitions.map(({ namespace }) => namespace))]
  const triggers = await Promise.all(namespaces.map((namespace) => storage.triggers.findAll({ namespace })))
  const warnings = [
    ...warningsOfUpload(upload.definitions, triggers.flat()),
    ...warningsOfSecrets({ secrets, live }, upload.definitions),
  ]
  return { workflows: await Promise.all(workflows), warnings }
}

function missingPools({ tasks }: WorkflowDefinition, existing: ReadonlySet<string>): string[] {
  const named = new Set(tasks.flatMap(({ pool }) => pool ?? []))
  return [...named].filter((pool) => !existing.has(pool))
}
