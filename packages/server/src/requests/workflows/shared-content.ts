import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { type Identity, namespacesOf } from '../../access/identity.ts'
import type { SnapshotRow } from '../../storage/rows.ts'

/** The content of a file that defines workflows of several namespaces is for those who may read all of these. */
export function mayReadContent({ source }: SnapshotRow, identity: Identity | null): boolean {
  const own = namespacesOf(identity)
  return own === null || (source?.namespaces ?? []).every((namespace) => own.includes(namespace))
}

/** Throws `FORBIDDEN`. */
export function checkContent(snapshot: SnapshotRow, identity: Identity | null): void {
  if (mayReadContent(snapshot, identity)) return
  const message =
    'The file of this snapshot defines workflows of other namespaces, too, and the token is not good for all of them. Use another token, or a file for each namespace.'
  throw new AIFlowError('FORBIDDEN', message, { details: { hash: snapshot.hash } })
}
