import { allPages, type SnapshotResource } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import type { WorkflowName } from './workflows.ts'

/** Newest first. */
export function snapshotsQuery({ namespace, name }: WorkflowName) {
  return queryOptions({
    queryKey: ['snapshots', 'list', { namespace, name }],
    queryFn: async ({ signal }) => {
      const items: SnapshotResource[] = []
      const pages = allPages((page) => client.workflows.snapshots(namespace, name, { ...page, signal }))
      for await (const snapshot of pages) items.push(snapshot)
      return items
    },
    meta: { topics: ['definitions'] },
  })
}

/** One snapshot. It never changes. */
export function snapshotQuery(hash: string) {
  return queryOptions({
    queryKey: ['snapshots', 'detail', hash],
    queryFn: ({ signal }) => client.workflows.snapshot(hash, { signal }),
  })
}
