import * as z from 'zod'
import { idempotencyKeyField } from '../../arguments/fields.ts'
import { placeOf, placeSchema } from '../../arguments/place.ts'
import { refuseEarlierRun } from '../../callers/latest-run.ts'
import { defineTool } from '../tool.ts'
import { actionText } from './action-text.ts'

export const runAgain = defineTool({
  name: 'run_again',
  title: 'Run again',
  description:
    'Of a workflow execution ("12"): starts its failed and stopped tasks again, in the same execution. Of a task ("12/train"): starts it, whatever its rules say; if it waits for a retry, that begins now. "restart" stops a task that runs first.',
  effect: 'destroy',
  input: z.strictObject({
    id: placeSchema,
    restart: z.boolean().default(false).describe('Stop the task first if it is alive'),
    idempotency_key: idempotencyKeyField,
  }),
  call: async ({ id, restart, idempotency_key: key }, { client, signal }) => {
    const { execution, task, sequence } = placeOf(id)
    const caller = client(key)
    if (task === null) {
      const { tasks } = await caller.workflowExecutions.rerun(execution, { signal })
      return {
        text: `Started again in workflow execution ${execution}: ${tasks.map((name) => `"${name}"`).join(', ')}.`,
      }
    }
    await refuseEarlierRun(caller, { execution, task, sequence }, signal)
    const place = `${execution}/${task}`
    const { taskExecutions } = caller
    if (restart)
      return { text: actionText(`The restart of ${place}`, await taskExecutions.restart(execution, task, { signal })) }
    const [latest] = (await taskExecutions.list(execution, { task, limit: 1, signal })).items
    if (latest?.status === 'RETRYING')
      return { text: actionText(`The retry of ${place}`, await taskExecutions.retry(execution, task, { signal })) }
    return { text: actionText(`The start of ${place}`, await taskExecutions.start(execution, task, { signal })) }
  },
})
