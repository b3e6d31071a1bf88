import { randomUUID } from 'node:crypto'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { type Address, clientOf } from '../callers/client-of.ts'
import type { Rights } from '../callers/rights.ts'
import type { WaitPlaces } from '../callers/wait-places.ts'
import type { DocumentIndex } from '../documentation/document-index.ts'
import { ALL_TOOLS } from '../tools/all-tools.ts'
import type { Caller } from '../tools/tool.ts'
import { type Called, callTool } from './call-tool.ts'
import { describeTool } from './describe-tool.ts'
import { INSTRUCTIONS } from './instructions.ts'

export interface ProtocolOptions {
  readonly version: string
  readonly address: () => Address
  readonly rights: Rights
  readonly caller: Caller
  readonly waits: WaitPlaces
  readonly documents: () => Promise<DocumentIndex>
  readonly called: (call: Called) => void
  /** Called for an error that no tool expects. */
  readonly failed: (error: unknown) => void
}

/** Shared, because each server would compile one of its own. */
const VALIDATOR = new AjvJsonSchemaValidator()

/** The end of the protocol for one caller, to be connected to a transport. */
export function createProtocolServer(options: ProtocolOptions): Server {
  const { version, address, rights, caller, waits, documents, called, failed } = options
  const server = new Server(
    { name: 'aiflow', title: 'AIFlow', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: VALIDATOR },
  )
  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const mayChange = await rights.mayChange()
    return { tools: ALL_TOOLS.filter(({ effect }) => mayChange || effect === 'read').map(describeTool) }
  })
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    return callTool(
      { name: params.name, given: params.arguments },
      {
        rights,
        called,
        failed,
        context: (tool) => {
          const requestId = `mcp:${tool.name}:${randomUUID().slice(0, 8)}`
          const client = (idempotencyKey?: string) => clientOf({ address, requestId, idempotencyKey })
          return { client, signal, documents, waits, caller }
        },
      },
    )
  })
  return server
}
