import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Access } from '../callers/rights.ts'
import { Rights } from '../callers/rights.ts'
import { WaitPlaces } from '../callers/wait-places.ts'
import { documentsIn } from '../documentation/read-documents.ts'
import type { Called } from '../protocol/call-tool.ts'
import { createProtocolServer } from '../protocol/create-server.ts'
import { sendPlainErrors } from '../protocol/plain-errors.ts'

export interface HttpDoorOptions {
  readonly version: string
  readonly access: Access
  /** The own address of the server, which the tools call. */
  readonly url: () => string
  /** Folder with the pages of the documentation, null if there are none. */
  readonly documentsFolder: string | null
  readonly called: (call: Called) => void
  /** Called for an error that no tool expects. */
  readonly failed: (error: unknown) => void
}

/** A request that the server has admitted. */
export interface AdmittedRequest {
  readonly request: Request
  /** Its body, parsed. */
  readonly body: unknown
  readonly token: string
  readonly tokenName: string
  /** The namespace where the assistant names none. */
  readonly namespace: string
  /** Whether the role of the token may change something. */
  readonly mayChange: boolean
}

const HOW_TO_ALLOW = 'An administrator allows it by the setting "server.mcp: write" of the server.'

/**
 * Answers requests of the streamable HTTP transport, each by itself: there are no sessions, so a server may restart between
 * two of them. Rejects with the reason of the request's signal if that is aborted.
 */
export function createHttpDoor({ version, access, url, documentsFolder, called, failed }: HttpDoorOptions) {
  const waits = new WaitPlaces()
  const documents = documentsIn(documentsFolder)
  return async ({ request, body, token, tokenName, namespace, mayChange }: AdmittedRequest): Promise<Response> => {
    if (Array.isArray(body)) return refused(-32_600, 'A request holds one message. Send each message by itself.')
    request.signal.throwIfAborted()
    const rights = new Rights({ access, howToAllow: HOW_TO_ALLOW, mayChange: async () => mayChange })
    const address = () => ({ url: url(), token })
    const server = createProtocolServer({
      version,
      address,
      rights,
      caller: { name: tokenName, namespace },
      waits,
      documents,
      called,
      failed,
    })
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
    await server.connect(sendPlainErrors(transport))
    const left = Promise.withResolvers<never>()
    const leave = () => left.reject(request.signal.reason)
    request.signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([transport.handleRequest(request, { parsedBody: body }), left.promise])
    } finally {
      request.signal.removeEventListener('abort', leave)
      // Aborts what the request was still waiting for.
      await server.close()
    }
  }
}

function refused(code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status: 400 })
}
