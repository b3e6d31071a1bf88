import type { Tool as ProtocolTool } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { Tool } from '../tools/tool.ts'

const described = new WeakMap<Tool, ProtocolTool>()

/** A tool in the form of the protocol. */
export function describeTool(tool: Tool): ProtocolTool {
  const known = described.get(tool)
  if (known !== undefined) return known
  const { name, title, description, effect, isIdempotent = false, input, output } = tool
  const made: ProtocolTool = {
    name,
    title,
    description,
    inputSchema: schemaOf(input),
    ...(output === undefined ? {} : { outputSchema: schemaOf(output) }),
    annotations: {
      title,
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destroy',
      idempotentHint: effect === 'read' || isIdempotent,
      openWorldHint: false,
    },
  }
  described.set(tool, made)
  return made
}

function schemaOf(schema: z.ZodObject): ProtocolTool['inputSchema'] {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return { ...rest, type: 'object' } as ProtocolTool['inputSchema']
}
