import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { NamespaceRow } from '../../storage/rows.ts'

/** Throws `NAMESPACE_NOT_FOUND`. */
export async function findNamespace(
  storage: Pick<ReadStorage, 'namespaces'>,
  namespace: string,
): Promise<NamespaceRow> {
  const found = await storage.namespaces.find(namespace)
  if (found !== null) return found
  const message = `There is no namespace "${namespace}". Add it, or look at the list of namespaces.`
  throw new AIFlowError('NAMESPACE_NOT_FOUND', message, { details: { namespace } })
}
