import { AIFlowClient } from '@aiflow/sdk/client'

/** A change that takes longer is left to be asked about. */
const RESULT_WAIT_MS = 20_000

/** Where the server is, and with whose token it is asked. */
export interface Address {
  readonly url: string
  readonly token: string | null
}

export interface Origin {
  /** Called for each request, because a server may return elsewhere. */
  readonly address: () => Address
  /** Names the call in the audit and in logs: `mcp:stop:3f9c…`. */
  readonly requestId: string
  readonly idempotencyKey?: string | undefined
}

/** A client of the HTTP interface whose requests say by which call of which tool they came. */
export function clientOf({ address, requestId, idempotencyKey }: Origin): AIFlowClient {
  return new AIFlowClient({
    url: () => address().url,
    token: () => address().token,
    resultWaitMs: RESULT_WAIT_MS,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('x-request-id', requestId)
      if (idempotencyKey !== undefined && headers.has('idempotency-key')) headers.set('idempotency-key', idempotencyKey)
      return fetch(input, { ...init, headers })
    },
  })
}
