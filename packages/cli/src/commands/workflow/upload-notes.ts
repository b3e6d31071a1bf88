import type { UploadResponse } from '@aiflow/sdk/client'
import type { Session } from '../../session.ts'

export function noteWarnings({ printer }: Session, warnings: readonly { readonly message: string }[]): void {
  for (const { message } of warnings) printer.note(`Warning: ${message}`)
}

/** Says each remark once, however many files it is about. */
export function noteRemarks({ printer }: Session, files: readonly { readonly remarks: readonly string[] }[]): void {
  for (const remark of new Set(files.flatMap(({ remarks }) => remarks))) printer.note(remark)
}

/** Warns of workflows that are in another namespace than the command line names. */
export function noteOtherNamespaces(session: Session, workflows: UploadResponse['workflows']): void {
  const named = session.isNamespaceGiven ? session.namespaceFilter : undefined
  for (const { name, namespace } of workflows) {
    if (named === undefined || named === namespace) continue
    const advice = `A workflow names its namespace in its code: { name: '${name}', namespace: '${named}' }.`
    session.printer.note(`"${name}" is in the namespace "${namespace}", not in "${named}". ${advice}`)
  }
}
