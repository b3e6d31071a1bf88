import { foundTaskExecutionSchema } from '@aiflow/sdk/internal/api/executions'
import { pageOf } from '@aiflow/sdk/internal/api/server'
import { taskPrincipal } from '@aiflow/sdk/internal/model'
import type * as z from 'zod'
import type { FoundTaskExecution, PageRequest, ReadStorage, TaskExecutionSearch } from '../../storage/storage.ts'

const foundPageSchema = pageOf(foundTaskExecutionSchema)

type Lookup = Pick<ReadStorage, 'findTaskExecutions' | 'listEvents'>

/** Task executions of all workflow executions, newest first; those that are alive with the last event that they sent. */
export async function searchTaskExecutions(
  storage: Lookup,
  search: TaskExecutionSearch,
  page: PageRequest,
): Promise<z.output<typeof foundPageSchema>> {
  const { items, next } = await storage.findTaskExecutions(search, page)
  return foundPageSchema.parse({ items: await Promise.all(items.map((found) => withLastEvent(storage, found))), next })
}

async function withLastEvent(storage: Lookup, found: FoundTaskExecution) {
  const { workflowExecutionId, taskName, sequenceNumber, namespace, endTime } = found
  if (endTime !== null) return { ...found, lastEvent: null }
  const sender = `${workflowExecutionId}/${taskName}/${sequenceNumber}`
  const query = {
    namespace,
    sender,
    principal: taskPrincipal(sender),
    kinds: ['user'],
    beginOffset: 0,
    limit: 1,
    newestFirst: true,
  }
  const [event] = (await storage.listEvents(query)).items
  return { ...found, lastEvent: event ?? null }
}
