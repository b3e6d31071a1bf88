import type { AIFlowClient, TaskExecutionRef, Why } from '@aiflow/sdk/client'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { placeOf, placeSchema } from '../../arguments/place.ts'
import { latestRun } from '../../callers/latest-run.ts'
import { defineTool } from '../tool.ts'
import { whyLines } from './why-text.ts'

export const why = defineTool({
  name: 'why',
  title: 'Why something ran',
  description:
    'Explains why a task execution, or a workflow execution, ran: the rule, event, timer or request that started it, and what caused that, back to the first cause. For something that did not run, ask why_not.',
  effect: 'read',
  input: z.strictObject({
    id: placeSchema,
    depth: z.int().min(1).max(50).default(10).describe('Maximum number of task executions to go back'),
  }),
  call: async ({ id, depth }, { client, signal }) => {
    const { execution, task, sequence } = placeOf(id)
    const caller = client()
    if (task === null) return { text: await whyExecution(caller, execution, signal) }
    const ref = await latestRun(caller, { execution, task, sequence }, signal)
    return { text: textOf(await caller.taskExecutions.why(ref, { depth, signal })) }
  },
})

/** The chain of its first task execution, from the execution on. */
async function whyExecution(client: AIFlowClient, id: number, signal: AbortSignal): Promise<string> {
  const { tasks, workflowName, trigger } = await client.workflowExecutions.get(id, { signal })
  const runs = tasks.flatMap(({ latest }) => latest ?? [])
  const first = runs.toSorted((one, other) => one.id - other.id)[0]
  if (first === undefined)
    return `Workflow execution ${id} of "${workflowName}" was started by ${trigger.rule === null ? trigger.type : `trigger "${trigger.rule}"`}. None of its tasks has run; ask why_not about one of them.`
  const ref: TaskExecutionRef = { workflowExecutionId: id, taskName: first.taskName, sequenceNumber: 1 }
  const { links, next } = await client.taskExecutions.why(ref, { signal })
  const start = links.findIndex((link) => link.type === 'workflowExecution' && link.id === id)
  return textOf({ links: links.slice(Math.max(start, 0)), next })
}

function textOf(answer: Why): string {
  return boundedLines(whyLines(answer), 'Ask with a smaller "depth".')
}
