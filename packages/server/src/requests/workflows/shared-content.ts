import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { type Identity, namespacesOf } from '../../access/identity.ts'
import type { SnapshotRow } from '../../storage/rows.ts'

/** A file may define workflows of several namespaces. Only callers that may read all of them see its content. */
export function mayReadContent({ source }: SnapshotRow, identity: Identity | null): boolean {
  const own = namespacesOf(identity)
  return own === null || (source?.namespaces ?? []).every((namespace) => own.includes(namespace))
}

/** Throws `FORBIDDEN`. */
export function checkContent(snapshot: SnapshotRow, identity: Identity | null): void {
  if (mayReadContent(snapshot, identity)) return
  const message =
    'The file of this snapshot defines workflows of other namespaces, too, and the token is not valid for all of them. Use another token, or a file for each namespace.'
  throw new AIFlowError('FORBIDDEN', message, { details: { hash: snapshot.hash } })
}
