import { triedLines } from '../../output/lines/tried-lines.ts'
import type { Session } from '../../session.ts'

export interface TryOptions {
  readonly context?: string
  readonly sender?: string
  readonly execution?: number
}

export async function tryEvent(
  session: Session,
  key: string,
  value: string | null,
  options: TryOptions,
): Promise<void> {
  const client = await session.client()
  const { context = null, sender = null, execution: workflowExecutionId = null } = options
  const event = { key, value, context, sender, namespace: session.namespace, workflowExecutionId }
  const answer = await client.events.try(event, { signal: session.signal })
  const text = triedLines(answer, session.printer).join('\n')
  await session.printer.done(text, answer, text)
}
