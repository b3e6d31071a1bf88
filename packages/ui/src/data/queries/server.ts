import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

/** The server and its workers. Each live message includes them. */
export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: ({ signal }) => client.server.info({ signal }),
})
