import { documentsFolder } from '../../assistants/documents-folder.ts'
import type { Session } from '../../session.ts'
import { VERSION } from '../../version.ts'

export interface McpOptions {
  readonly write?: boolean
}

/** Speaks the Model Context Protocol on stdin and stdout, for an assistant that starts this command. */
export async function mcp(session: Session, { write }: McpOptions): Promise<void> {
  const { serveStdio } = await import('@aiflow/mcp')
  const { printer } = session
  if (process.stdin.isTTY) printer.note('Waiting for an assistant on stdin. See "aiflow mcp --help". Ctrl-C ends it.')
  await serveStdio({
    version: VERSION,
    access: write === true ? 'write' : 'read',
    address: () => session.eventAddress(),
    namespace: session.namespace,
    documentsFolder: documentsFolder(),
    stdin: process.stdin,
    stdout: process.stdout,
    failed: (error) => printer.note(`A tool failed: ${error instanceof Error ? error.message : String(error)}`),
    unreadable: (reason) => printer.note(`Ignored on stdin: ${reason}`),
    signal: session.signal,
  })
}
