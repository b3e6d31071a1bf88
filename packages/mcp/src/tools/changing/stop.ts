import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { idempotencyKeyField } from '../../arguments/fields.ts'
import { placeOf, placeSchema } from '../../arguments/place.ts'
import { refuseEarlierRun } from '../../callers/latest-run.ts'
import { defineTool } from '../tool.ts'
import { actionText } from './action-text.ts'

export const stop = defineTool({
  name: 'stop',
  title: 'Stop an execution or a task',
  description:
    'Requests the stop of a workflow execution ("12") with all its tasks, or of one task ("12/train"). It has stopped once its status says so: wait_for waits for that.',
  effect: 'destroy',
  isIdempotent: true,
  input: z.strictObject({
    id: placeSchema,
    force: z
      .boolean()
      .default(false)
      .describe(
        'Of an execution: skip its clean-up. Of a task: count a stop that hangs as done. Only if a normal stop hangs',
      ),
    idempotency_key: idempotencyKeyField,
  }),
  call: async ({ id, force, idempotency_key: key }, { client, signal }) => {
    const { execution, task, sequence } = placeOf(id)
    const caller = client(key)
    if (task !== null) {
      await refuseEarlierRun(caller, { execution, task, sequence }, signal)
      const result = await caller.taskExecutions.stop(execution, task, { force: force || undefined, signal })
      return { text: actionText(`The stop of ${execution}/${task}`, result) }
    }
    const { status } = await caller.workflowExecutions.stop(execution, { force: force || undefined, signal })
    return { text: `The stop of workflow execution ${execution} was requested. It is ${wordOf(status)} now.` }
  },
})
