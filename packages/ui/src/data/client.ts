import { AIFlowClient } from '@aiflow/sdk/client'

/** The one way to the server. The browser sends the cookie of the session along; what is lost is told soon. */
export const client = new AIFlowClient({ url: () => window.location.origin, retry: { attempts: 2, maxDelayMs: 1000 } })
