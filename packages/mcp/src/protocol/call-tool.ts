import { type AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { toFailure, toResult } from '../answers/answer.ts'
import type { Rights } from '../callers/rights.ts'
import { ALL_TOOLS } from '../tools/all-tools.ts'
import type { Tool, ToolContext } from '../tools/tool.ts'
import { suggestionFor } from './suggestion.ts'

/** How a call ended, for metrics. `left`: the caller no longer waited. */
type Outcome = 'ok' | 'error' | 'left'

export interface Called {
  /** The name of the tool; `unknown` for all that do not exist. */
  readonly tool: string
  readonly outcome: Outcome
}

interface CallOptions {
  readonly rights: Rights
  readonly context: (tool: Tool) => ToolContext
  readonly called: (call: Called) => void
  /** Called for an error that no tool expects. */
  readonly failed: (error: unknown) => void
}

/** Calls a tool. All its errors are answers that the assistant can read. */
export async function callTool(
  { name, given }: { readonly name: string; readonly given: unknown },
  { rights, context, called, failed }: CallOptions,
): Promise<CallToolResult> {
  const tool = ALL_TOOLS.find((one) => one.name === name)
  if (tool === undefined) {
    called({ tool: 'unknown', outcome: 'error' })
    return toFailure(unknownTool(name))
  }
  const of = context(tool)
  try {
    if (tool.effect !== 'read') await rights.checkMayChange(tool.name)
    const result = toResult(await tool.call(given, of))
    called({ tool: name, outcome: 'ok' })
    return result
  } catch (error) {
    called({ tool: name, outcome: of.signal.aborted ? 'left' : 'error' })
    if (!isAIFlowError(error)) {
      if (!of.signal.aborted) failed(error)
      return toFailure(
        `INTERNAL: The tool "${name}" failed. The log of the server, or of "aiflow mcp", has the reason.`,
      )
    }
    return toFailure(await textOf(error, of))
  }
}

async function textOf(error: AIFlowError, context: ToolContext): Promise<string> {
  const suggestion = await suggestionFor(error, context)
  return `${error.code}: ${error.message}${suggestion === null ? '' : ` ${suggestion}`}`
}

function unknownTool(name: string): string {
  const names = ALL_TOOLS.map((tool) => tool.name)
  const nearest = nearestName(name, names)
  const advice = nearest === null ? `There are ${names.join(', ')}.` : `Did you mean "${nearest}"?`
  return `INVALID_ARGUMENT: There is no tool "${name.slice(0, 100)}". ${advice}`
}
