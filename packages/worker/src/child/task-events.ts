import type { TaskEvents } from '@aiflow/sdk'
import type { AttemptSpec } from '@aiflow/sdk/internal'
import type { TaskApi } from './task-api.ts'

/** The events of a task: sent to its own execution by default, heard from it and from its namespace. */
export function createTaskEvents(spec: AttemptSpec, api: TaskApi, stopped: AbortSignal): TaskEvents {
  return {
    send: (key, value = null, { to = 'execution', context } = {}) => {
      return api.send({
        key,
        value,
        context: context === undefined ? null : JSON.stringify(context),
        workflowExecutionId: to === 'execution' ? spec.workflowExecutionId : null,
      })
    },
    async *listen(keys, { from = 'now', signal } = {}) {
      const ended = signal === undefined ? stopped : AbortSignal.any([stopped, signal])
      const wanted = typeof keys === 'string' ? [keys] : keys
      for await (const event of api.listen(wanted, from, ended)) {
        const executionId = event.workflowExecutionId
        if (executionId === null || executionId === spec.workflowExecutionId) yield event
      }
    },
  }
}
