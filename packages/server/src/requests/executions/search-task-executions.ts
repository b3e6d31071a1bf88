import { foundTaskExecutionSchema } from '@aiflow/sdk/internal/api/executions'
import { pageOf } from '@aiflow/sdk/internal/api/server'
import { taskPrincipal } from '@aiflow/sdk/internal/model'
import type * as z from 'zod'
import type { EventSender } from '../../storage/reads/event-reads.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { FoundTaskExecution, TaskExecutionName, TaskExecutionSearch } from '../../storage/reads/task-reads.ts'

const foundPageSchema = pageOf(foundTaskExecutionSchema)

/** Task executions of all workflow executions, newest first. Active ones have the last event that they sent, and their restarts. */
export async function searchTaskExecutions(
  storage: Pick<ReadStorage, 'tasks' | 'events'>,
  search: TaskExecutionSearch,
  page: PageRequest,
): Promise<z.output<typeof foundPageSchema>> {
  const { items, next } = await storage.tasks.search(search, page)
  const living = items.filter(({ endTime }) => endTime === null)
  const [events, restarts] = await Promise.all([
    storage.events.lastSent(living.map(senderOf)),
    storage.tasks.restarts(living.map(nameOf)),
  ])
  const ofLiving = new Map(
    living.map(({ id }, index) => [id, { lastEvent: events[index] ?? null, restarts: restarts[index] }]),
  )
  return foundPageSchema.parse({
    items: items.map((found) => ({ ...found, lastEvent: null, ...ofLiving.get(found.id) })),
    next,
  })
}

function nameOf({ workflowExecutionId, taskName: task, sequenceNumber }: FoundTaskExecution): TaskExecutionName {
  return { workflowExecutionId, task, sequenceNumber }
}

function senderOf({ workflowExecutionId, taskName, sequenceNumber, namespace }: FoundTaskExecution): EventSender {
  const sender = `${workflowExecutionId}/${taskName}/${sequenceNumber}`
  return { namespace, sender, principal: taskPrincipal(sender) }
}
