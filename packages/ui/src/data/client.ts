import { AIFlowClient } from '@aiflow/sdk/client'

/**
 * The only access to the server. The browser sends the session cookie. Failures are reported early, without long
 * retries.
 */
export const client = new AIFlowClient({ url: () => window.location.origin, retry: { attempts: 2, maxDelayMs: 1000 } })
