import { jsonSchema } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'
import { idempotencyKeyField, namespaceField, workflowField } from '../../arguments/fields.ts'
import { defineTool } from '../tool.ts'

export const startWorkflow = defineTool({
  name: 'start_workflow',
  title: 'Start a workflow',
  description: 'Starts an execution of a workflow, and answers with its id. wait_for waits for its end.',
  effect: 'change',
  input: z.strictObject({
    namespace: namespaceField,
    workflow: workflowField,
    parameters: z
      .record(z.string(), jsonSchema)
      .default({})
      .describe('Parameters by name; describe_workflow shows which it takes'),
    idempotency_key: idempotencyKeyField,
  }),
  output: z.object({ id: z.string() }),
  call: async ({ namespace, workflow, parameters, idempotency_key: key }, { client, signal, caller }) => {
    const of = namespace ?? caller.namespace
    const options = { parameters, signal }
    const { workflowExecutionId, waitsFor } = await client(key).workflows.startExecution(of, workflow, options)
    const waiting = waitsFor === undefined ? '' : ` It waits for its ${waitsFor}, since other executions are alive.`
    const text = `Workflow execution ${workflowExecutionId} of "${workflow}" has been started.${waiting}`
    return { text, data: { id: String(workflowExecutionId) } }
  },
})
