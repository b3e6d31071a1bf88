import { isAIFlowError } from '@aiflow/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { toast } from '../components/kit/feedback/toast.ts'

export interface QueryClientOptions {
  /** Called where an answer says that nobody is logged in any more. */
  readonly onUnauthenticated: () => void
}

/** What was read stays true until the live connection says otherwise: nothing is read again because time went by. */
export function createQueryClient({ onUnauthenticated }: QueryClientOptions): QueryClient {
  const lookAt = (error: unknown) => {
    if (isAIFlowError(error) && error.code === 'UNAUTHENTICATED') onUnauthenticated()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: lookAt }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.isShownInPlace === true) return
        lookAt(error)
        toast.failure(error)
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
