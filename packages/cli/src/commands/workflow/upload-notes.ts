import type { UploadResponse } from '@aiflow/sdk/client'
import type { MisplacedFile } from '../../bundle/misplaced-files.ts'
import type { Session } from '../../session.ts'

export function noteWarnings({ printer }: Session, warnings: readonly { readonly message: string }[]): void {
  for (const { message } of warnings) printer.note(`Warning: ${message}`)
}

/** Warns of commands that look for an extra file in the wrong folder. */
export function noteMisplaced({ printer }: Session, misplaced: readonly MisplacedFile[]): void {
  for (const { task, path } of misplaced) {
    const places = `Uploaded files are in the folder $AIFLOW_FILES: write "$AIFLOW_FILES/${path}", or let the task run there with cwd: '.'.`
    printer.note(`The command of "${task}" names "${path}", but it runs in an empty folder of its own. ${places}`)
  }
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
