import type { LiveMessage, Page, WorkflowExecutionResource } from '@aiflow/sdk/client'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'

type Pages = InfiniteData<Page<WorkflowExecutionResource>, string | null>
type Change = Extract<LiveMessage['changes'][number], { type: 'workflowExecution' }>

/** Shows a new status in the lists at once. The rest follows when they are read again. */
export function patchExecutions(queryClient: QueryClient, { changes }: LiveMessage): void {
  const latest = new Map<number, Change>()
  for (const change of changes) if (change.type === 'workflowExecution') latest.set(change.workflowExecutionId, change)
  if (latest.size === 0) return
  queryClient.setQueriesData<Pages>({ queryKey: ['executions', 'list'] }, (pages) => {
    if (pages === undefined || !pages.pages.some(({ items }) => items.some(({ id }) => latest.has(id)))) return pages
    return {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => patched(item, latest.get(item.id))),
      })),
    }
  })
}

function patched(item: WorkflowExecutionResource, change: Change | undefined): WorkflowExecutionResource {
  if (change === undefined) return item
  const isLiving = change.status === 'INIT' || change.status === 'RUNNING'
  return { ...item, status: change.status, endTime: isLiving ? null : change.time }
}
