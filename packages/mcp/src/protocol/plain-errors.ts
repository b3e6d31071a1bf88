import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'

const MAX_PROBLEMS = 3
const MAX_CHARACTERS = 500

/** How the protocol's own check describes what is wrong with a request: as a list in JSON. */
const issuesSchema = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).min(1)

/** Says in one line what is wrong with a request that the protocol itself refuses. */
export function sendPlainErrors(transport: Transport): Transport {
  const send = transport.send.bind(transport)
  transport.send = (message, options) => send(plain(message), options)
  return transport
}

function plain(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message)) return message
  const issues = issuesOf(message.error.message)
  if (issues === null) return message
  const problems = issues.slice(0, MAX_PROBLEMS).map((issue) => `"${issue.path.join('.')}": ${issue.message}`)
  const text = `The request is not valid. ${problems.join('; ')}`.slice(0, MAX_CHARACTERS)
  return { ...message, error: { code: ErrorCode.InvalidParams, message: text } }
}

function issuesOf(text: string): z.output<typeof issuesSchema> | null {
  const begin = text.indexOf('[')
  if (begin < 0) return null
  try {
    return issuesSchema.safeParse(JSON.parse(text.slice(begin))).data ?? null
  } catch {
    return null
  }
}
