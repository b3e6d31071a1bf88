import type { AnyEventType, EventType, SendOptions, TaskEvents } from '@aiflow/sdk'
import { isEventType } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { eventKey, eventKeys, eventValue, listenOptions, sendOptions } from './checked-arguments.ts'
import { toJson } from './given-json.ts'
import type { TaskApi } from './task-api.ts'

const CONTEXT = { what: 'The context of the event', advice: 'Keep large content elsewhere and its place here.' }

/** The events of a task. It sends to its own execution by default, and hears that and its namespace. */
export function createTaskEvents(spec: AttemptSpec, api: TaskApi, stopped: AbortSignal): TaskEvents {
  return {
    send: async (type: unknown, given?: unknown, options?: SendOptions) => {
      const { to = 'execution', context } = sendOptions(options)
      const { key, value } = isEventType(type) ? writeEvent(type, given) : { key: type, value: given }
      return api.send({
        key: eventKey('events.send', key),
        value: eventValue(value),
        context: context === undefined ? null : JSON.stringify(toJson(CONTEXT, context)),
        workflowExecutionId: to === 'execution' ? spec.workflowExecutionId : null,
      })
    },
    listen: (keys, options) => {
      const wanted = eventKeys(keys)
      const { from, signal } = listenOptions(options)
      const ended = signal === undefined ? stopped : AbortSignal.any([stopped, signal])
      return heard(api.listen(wanted, from, ended), spec.workflowExecutionId)
    },
  }
}

/** The type itself checks the value. */
function writeEvent(type: AnyEventType, value: unknown) {
  return (type as EventType<unknown>).toEvent(value)
}

async function* heard(events: ReturnType<TaskApi['listen']>, executionId: number) {
  for await (const event of events) {
    if (event.workflowExecutionId === null || event.workflowExecutionId === executionId) yield event
  }
}
