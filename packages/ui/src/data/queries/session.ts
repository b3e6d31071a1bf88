import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

/** Who is logged in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => client.session.get({ signal }),
  gcTime: Number.POSITIVE_INFINITY,
})
