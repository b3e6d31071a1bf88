import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { type Address, clientOf } from '../callers/client-of.ts'
import { type Access, Rights } from '../callers/rights.ts'
import { WaitPlaces } from '../callers/wait-places.ts'
import { documentsIn } from '../documentation/read-documents.ts'
import { createProtocolServer } from '../protocol/create-server.ts'
import { sendPlainErrors } from '../protocol/plain-errors.ts'

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
  /** Called for what is no message of the protocol, which nobody can answer. */
  readonly unreadable: (reason: string) => void
  /** Ends the door. */
  readonly signal: AbortSignal
}

const MAX_MESSAGE_BYTES = 1_048_576
const MAX_REASON = 200
const HOW_TO_ALLOW = 'The user allows it with "aiflow mcp --write".'

/** Speaks the protocol by lines of JSON until the input ends. */
export async function serveStdio(options: StdioDoorOptions): Promise<void> {
  const { version, access, address, documentsFolder, namespace, stdin, stdout, failed, unreadable, signal } = options
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
  const tooLarge = Promise.withResolvers<never>()
  // Nothing else ends it before its input does.
  server.onclose = () => tooLarge.reject(messageTooLarge())
  server.onerror = ({ message }) => unreadable(message.replace(/\s+/g, ' ').slice(0, MAX_REASON))
  const inputEnded = once(stdin, 'close', { signal }).catch(() => undefined)
  const transport = new StdioServerTransport(stdin, stdout, { maxBufferSize: MAX_MESSAGE_BYTES })
  await server.connect(sendPlainErrors(transport))
  stdin.once('end', () => stdin.destroy())
  await Promise.race([tooLarge.promise, inputEnded])
  server.onclose = () => undefined
  await server.close()
}

function messageTooLarge(): AIFlowError {
  return new AIFlowError('TOO_LARGE', `A message on stdin has more than ${MAX_MESSAGE_BYTES} bytes. Send less at once.`)
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
