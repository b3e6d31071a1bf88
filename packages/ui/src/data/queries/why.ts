import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

/** Why a task execution ran: the chain back to its first cause. `depth` limits the number of task executions. */
export function whyQuery(ref: TaskExecutionRef, depth: number) {
  return queryOptions({
    queryKey: ['why', ref, depth],
    queryFn: ({ signal }) => client.taskExecutions.why(ref, { depth, signal }),
    meta: { topics: ['tasks'], workflowExecutionId: ref.workflowExecutionId, everyMs: 2000 },
  })
}

/** Why a task of a workflow execution does not run. */
export function whyNotQuery(workflowExecutionId: number, task: string) {
  return queryOptions({
    queryKey: ['why-not', workflowExecutionId, task],
    queryFn: ({ signal }) => client.taskExecutions.whyNot(workflowExecutionId, task, { signal }),
    meta: { topics: ['anything'], workflowExecutionId },
  })
}

/** Names a trigger. */
export interface TriggerRef {
  readonly namespace: string
  readonly workflow: string
  readonly name: string
}

/** Why a trigger starts no execution. */
export function whyNotTriggerQuery({ namespace, workflow, name }: TriggerRef) {
  return queryOptions({
    queryKey: ['why-not', 'trigger', namespace, workflow, name],
    queryFn: ({ signal }) => client.triggers.whyNot(namespace, workflow, name, { signal }),
    meta: { topics: ['anything'] },
  })
}

/** The rules of a workflow execution, and what keeps them from being judged. */
export function rulesQuery(workflowExecutionId: number) {
  return queryOptions({
    queryKey: ['rules', workflowExecutionId],
    queryFn: ({ signal }) => client.workflowExecutions.rules(workflowExecutionId, { signal }),
    meta: { topics: ['anything'], workflowExecutionId, everyMs: 2000 },
  })
}
