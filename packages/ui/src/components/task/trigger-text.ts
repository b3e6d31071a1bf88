import type { TaskExecutionResource, WorkflowExecutionResource } from '@aiflow/sdk/client'

const STATUS_KEY = /^aiflow\/task-status\/[^/]*\/(.*)$/

/** What started a task execution, in a few words. */
export function triggerText(
  { trigger, createTime }: Pick<TaskExecutionResource, 'trigger' | 'createTime'>,
  execution: Pick<WorkflowExecutionResource, 'beginTime' | 'cleanUp'> | undefined,
): string {
  const last = trigger.events.at(-1)
  if (last !== undefined) {
    const upstream = STATUS_KEY.exec(last.key)?.[1]
    return upstream === undefined ? `event ${last.key}` : `${upstream} is ${last.value ?? ''}`
  }
  const { requestOffset } = trigger
  if (requestOffset !== undefined && requestOffset === execution?.cleanUp?.offset) return 'the stop of its execution'
  switch (trigger.type) {
    case 'MANUAL':
      return execution?.beginTime === createTime ? 'its execution' : 'by hand'
    case 'PERIODIC':
      return 'its timer'
    case 'EVENT':
      return trigger.rule ?? 'a rule'
  }
}
