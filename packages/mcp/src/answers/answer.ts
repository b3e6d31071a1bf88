import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { MAX_ANSWER_BYTES } from './bounded-lines.ts'

/** What a tool answers. */
export interface Answer {
  readonly text: string
  /** The same for programs, in the form of the tool's `output`. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** The answer as the protocol has it. No tool writes more than the limit; this holds if one does. */
export function toResult({ text, data }: Answer): CallToolResult {
  return {
    content: [{ type: 'text', text: cut(text) }],
    ...(data === undefined ? {} : { structuredContent: { ...data } }),
  }
}

/** A failure that the assistant can read, and do something about. */
export function toFailure(text: string): CallToolResult {
  return { content: [{ type: 'text', text: cut(text) }], isError: true }
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= MAX_ANSWER_BYTES) return text
  const kept = Buffer.from(text)
    .subarray(0, MAX_ANSWER_BYTES - 100)
    .toString('utf8')
  return `${kept}\n… The rest was left out. Ask for less.`
}
