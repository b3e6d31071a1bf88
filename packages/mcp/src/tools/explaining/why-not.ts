import { AIFlowError } from '@aiflow/sdk/internal/errors'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { namespaceField } from '../../arguments/fields.ts'
import { placeSchema, taskPlaceOf } from '../../arguments/place.ts'
import { defineTool, type ToolContext } from '../tool.ts'
import { whyNotLines, whyNotTriggerLines } from './why-not-text.ts'

const input = z.strictObject({
  id: placeSchema.optional(),
  namespace: namespaceField,
  workflow: z.string().optional().describe('Instead of "id", with "trigger": the workflow that does not start'),
  trigger: z.string().optional().describe('Name of the trigger of this workflow'),
  rule: z.string().optional().describe('Only this rule of the task'),
})

export const whyNot = defineTool({
  name: 'why_not',
  title: 'Why something does not run',
  description:
    'Explains why a task ("12/train") does not run, or why a trigger starts no workflow execution: what blocks it, and for each rule which events and tasks it still waits for, and how it judged the last events.',
  effect: 'read',
  input,
  call: async (given, context) => ({
    text: boundedLines(await linesFor(given, context), 'Ask about one rule with "rule".'),
  }),
})

async function linesFor(
  { id, namespace, workflow, trigger, rule }: z.output<typeof input>,
  { client, signal, caller: { namespace: own } }: ToolContext,
): Promise<string[]> {
  const asked = client()
  if (id === undefined) {
    if (workflow !== undefined && trigger !== undefined)
      return whyNotTriggerLines(await asked.triggers.whyNot(namespace ?? own, workflow, trigger, { signal }))
    throw new AIFlowError('INVALID_ARGUMENT', 'Give the "id" of a task like "12/train", or "workflow" and "trigger".')
  }
  const { execution, task } = taskPlaceOf(id)
  return whyNotLines(await asked.taskExecutions.whyNot(execution, task, { signal }), rule)
}
