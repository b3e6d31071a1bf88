import { allPages, type NamespaceResource } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

export const namespacesQuery = queryOptions({
  queryKey: ['namespaces'],
  queryFn: async ({ signal }) => {
    const items: NamespaceResource[] = []
    for await (const namespace of allPages((page) => client.namespaces.list({ ...page, limit: 1000, signal }))) {
      items.push(namespace)
    }
    return items
  },
  meta: { topics: ['definitions'] },
})
