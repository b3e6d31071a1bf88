import { isAIFlowError } from '@aiflow/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

export interface QueryClientOptions {
  /** Called when an answer says that the session is over. */
  readonly onUnauthenticated: () => void
  /** Called with the error of an action that does not show its errors itself. */
  readonly onFailure: (error: unknown) => void
}

/** Data stays fresh until the live connection marks it as out of date. Nothing is read again because time has passed. */
export function createQueryClient({ onUnauthenticated, onFailure }: QueryClientOptions): QueryClient {
  const checkSession = (error: unknown) => {
    if (isAIFlowError(error) && error.code === 'UNAUTHENTICATED') onUnauthenticated()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: checkSession }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.isShownInPlace === true) return
        checkSession(error)
        onFailure(error)
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
