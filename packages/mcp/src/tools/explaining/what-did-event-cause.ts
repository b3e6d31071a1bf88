import type { AIFlowClient, EventEffects } from '@aiflow/sdk/client'
import { senderText } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'
import { defineTool } from '../tool.ts'
import { eventText } from './why-text.ts'

const MAX_EVENTS = 25

export const whatDidEventCause = defineTool({
  name: 'what_did_event_cause',
  title: 'What an event caused',
  description:
    'Shows what came of an event, by its offset: how each rule judged it, which tasks and workflow executions changed, and what these changes caused in turn. find_events finds the offset.',
  effect: 'read',
  input: z.strictObject({
    offset: z.int().min(1).describe('Offset of the event'),
    depth: z.int().min(1).max(10).default(3).describe('How many steps of causes to follow'),
  }),
  call: async ({ offset, depth }, { client, signal }) => {
    const caller = client()
    const event = await caller.events.get(offset, { signal })
    const sender = senderText(event)
    const head = `${eventText(event)} in namespace "${event.namespace}" at ${showInstant(event.createTime)}${sender === null ? '' : `, sent by ${quote(sender)}`}`
    const cause =
      event.causeOffset === null ? [] : [`It was itself caused by the event at offset ${event.causeOffset}.`]
    const effects = await follow(caller, { offset, depth, signal })
    const lines = effects.length === 0 ? ['It caused nothing: no rule heard it, or none was met.'] : effects
    return { text: boundedLines([head, ...cause, ...lines], 'Ask about one of the offsets.') }
  },
})

interface Followed {
  readonly offset: number
  readonly depth: number
  readonly signal: AbortSignal
}

/** The effects of an event, and below each change the effects of the change, widest first up to a bound. */
async function follow(client: AIFlowClient, { offset, depth, signal }: Followed): Promise<string[]> {
  let left = MAX_EVENTS
  const of = async (at: number, level: number): Promise<string[]> => {
    left -= 1
    const effects = await client.events.effects(at, { signal })
    const indent = '  '.repeat(level)
    const lines = verdictLines(effects).map((line) => indent + line)
    for (const change of effects.changes) {
      lines.push(indent + changeText(change))
      if (level + 1 < depth && left > 0) lines.push(...(await of(change.offset, level + 1)))
    }
    if (effects.isCut) lines.push(`${indent}… and more`)
    return lines
  }
  return of(offset, 0)
}

function verdictLines({ verdicts, laterStarts }: EventEffects): string[] {
  return [
    ...verdicts.map(({ workflowExecutionId, task, rule, verdict, action, reason }) => {
      const place = task === null ? `trigger "${rule}"` : `rule "${rule}" of ${workflowExecutionId}/${task}`
      return `${place}: ${verdict}${action === null ? '' : ` ${action}`}${reason === null ? '' : `: ${quote(reason)}`}`
    }),
    ...laterStarts.map(
      ({ workflowExecutionId, taskName, sequenceNumber, status }) =>
        `later started ${workflowExecutionId}/${taskName}/${sequenceNumber} (${wordOf(status)})`,
    ),
  ]
}

function changeText(change: EventEffects['changes'][number]): string {
  const what =
    change.type === 'taskExecution'
      ? `${change.workflowExecutionId}/${change.taskName}/${change.sequenceNumber}`
      : `workflow execution ${change.workflowExecutionId}`
  const before = change.from === null ? '' : `${wordOf(change.from)} → `
  return `offset ${change.offset}: ${what} ${before}${wordOf(change.status)}`
}
