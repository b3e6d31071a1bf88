import type { TriedEvent, TriedLane, TriedRule } from '@aiflow/sdk/client'
import { describeTried } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { quote } from '../../answers/quote.ts'
import { namespaceField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

export const tryEvent = defineTool({
  name: 'try_event',
  title: 'What an event would do',
  description:
    'Tries rules: says what an event would do if it were sent now, without sending it. For each rule and trigger on its key: whether it would fire and what its action would do, or why not. Conditions with code of the user are not tried.',
  effect: 'read',
  input: z.strictObject({
    key: z.string().min(1).max(1024),
    value: z.string().max(100_000).optional().describe('A text; often JSON'),
    namespace: namespaceField,
    execution: z.int().min(1).optional().describe('As if it was sent to this workflow execution only'),
    sender: z.string().min(1).max(1024).optional().describe('The name of the sender, if conditions look at it'),
    context: z.string().max(100_000).optional().describe('The context of the event, if conditions look at it'),
  }),
  call: async ({ key, value, namespace, execution, sender, context }, { client, signal, caller }) => {
    const content = { key, value: value ?? null, sender: sender ?? null, context: context ?? null }
    const to = { namespace: namespace ?? caller.namespace, workflowExecutionId: execution ?? null }
    const tried = await client().events.try({ ...content, ...to }, { signal })
    return { text: boundedLines(linesOf(tried), 'Ask about one workflow execution with "execution".') }
  },
})

function linesOf({ namespace, key, refusal, lanes, more }: TriedEvent): string[] {
  return [
    'Nothing was sent.',
    ...(refusal === null ? [] : [`The server would refuse the event now: ${refusal}`]),
    ...(lanes.length === 0 ? [`No rule or trigger in namespace "${namespace}" waits for ${quote(key)}.`] : []),
    ...lanes.flatMap(laneLines),
    ...(more === 0 ? [] : [`${more} more workflow executions or workflows hear it.`]),
  ]
}

function laneLines({ workflowExecutionId: id, workflowName, hindrances, rules }: TriedLane): string[] {
  const head =
    id === null ? `Triggers of workflow "${workflowName}":` : `Workflow execution ${id} of "${workflowName}":`
  const none = rules.length === 0 ? ['  None of its rules waits for this event now.'] : []
  return [head, ...hindrances.map((text) => `  Blocked: ${text}`), ...none, ...rules.map((rule) => ruleLine(rule, id))]
}

function ruleLine(rule: TriedRule, id: number | null): string {
  const { what, why } = describeTried(rule)
  const place = rule.task === null ? `Trigger "${rule.rule}"` : `Rule "${rule.rule}" of ${id}/${rule.task}`
  return `  ${place}, when ${rule.text}: ${what}${why === null ? '' : `: ${quote(why)}`}`
}
