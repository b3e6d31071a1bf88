import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { type Address, clientOf } from '../callers/client-of.ts'
import { type Access, Rights } from '../callers/rights.ts'
import { WaitPlaces } from '../callers/wait-places.ts'
import { documentsIn } from '../documentation/read-documents.ts'
import { createProtocolServer } from '../protocol/create-server.ts'

export interface StdioDoorOptions {
  readonly version: string
  readonly access: Access
  /** Where the server is; throws while it is not known. */
  readonly address: () => Address
  /** Folder with the pages of the documentation, null if there are none. */
  readonly documentsFolder: string | null
  /** The namespace where the assistant names none. */
  readonly namespace: string
  readonly stdin: Readable
  readonly stdout: Writable
  /** Called for an error that no tool expects. */
  readonly failed: (error: unknown) => void
  /** Ends the door. */
  readonly signal: AbortSignal
}

const HOW_TO_ALLOW = 'The user allows it with "aiflow mcp --write".'

/** Speaks the protocol by lines of JSON until the input ends. */
export async function serveStdio(options: StdioDoorOptions): Promise<void> {
  const { version, access, address, documentsFolder, namespace, stdin, stdout, failed, signal } = options
  const rights = new Rights({ access, howToAllow: HOW_TO_ALLOW, mayChange: () => mayChange(address) })
  const server = createProtocolServer({
    version,
    address,
    rights,
    caller: { name: 'stdio', namespace },
    waits: new WaitPlaces(),
    documents: documentsIn(documentsFolder),
    called: () => undefined,
    failed,
  })
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve
  })
  const inputEnded = once(stdin, 'close', { signal }).catch(() => undefined)
  await server.connect(new StdioServerTransport(stdin, stdout))
  stdin.once('end', () => stdin.destroy())
  await Promise.race([ended, inputEnded])
  await server.close()
}

/** While the server cannot be reached, its tools are offered: a call says what is wrong. */
async function mayChange(address: () => Address): Promise<boolean> {
  try {
    const session = await clientOf({ address, requestId: 'mcp:session' }).session.get()
    return session.role !== 'viewer'
  } catch {
    return true
  }
}
