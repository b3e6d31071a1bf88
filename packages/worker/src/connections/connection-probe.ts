import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'

/** Whether a service answers as it should, and what happened, in a sentence. */
export interface TestResult {
  readonly ok: boolean
  readonly message: string
}

/** Connects with a connection of one type. It gives up at the signal, and never throws for what a service does. */
export type ConnectionProbe = (connection: ResolvedConnection['values'], signal: AbortSignal) => Promise<TestResult>
