import { isOutage } from '../../errors/is-outage.ts'
import { wait } from '../../model/time/timers.ts'
import { delayBefore } from './retry.ts'
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts'
import type { Transport } from './transport.ts'
import type { Call } from './written-call.ts'

/** Where a follower is: `position` is the SSE id that it resumes at, null before the first message. */
interface Progress {
  position: string | null
  failures: number
}

/** What to follow; `onLost` is called each time a connection is lost. */
type FollowCall = Pick<Call, 'path' | 'query' | 'signal'> & { readonly onLost?: (() => void) | undefined }

/** `isFirst`: of its connection. */
export type FollowedMessage = ServerSentEvent & { readonly isFirst: boolean }

/**
 * The messages of a stream of server-sent events, over connections that may break. It ends, without an error, when the
 * signal is aborted; otherwise only its reader ends it.
 */
export async function* followStream(
  transport: Transport,
  { onLost, ...call }: FollowCall,
): AsyncGenerator<FollowedMessage> {
  const progress: Progress = { position: null, failures: 0 }
  const isAborted = () => call.signal?.aborted === true
  while (!isAborted()) {
    try {
      yield* readConnection(transport, call, progress)
    } catch (error) {
      if (isAborted()) return
      // Before the first message an outage is the caller's to know; later it is waited for.
      if (progress.position === null || !isOutage(error)) throw error
    }
    if (!isAborted()) onLost?.()
    const waitMs = delayBefore(progress.failures, transport.retry)
    progress.failures += 1
    // Rejects on abort only, which ends the loop.
    await wait(waitMs, { signal: call.signal }).catch(() => undefined)
  }
}

async function* readConnection(
  transport: Transport,
  call: Pick<Call, 'path' | 'query' | 'signal'>,
  progress: Progress,
): AsyncGenerator<FollowedMessage> {
  const headers = progress.position === null ? {} : { 'last-event-id': progress.position }
  const response = await transport.open({ method: 'GET', ...call, headers })
  if (response.body === null) return
  let isFirst = true
  for await (const message of readServerSentEvents(response.body)) {
    progress.position = message.id
    progress.failures = 0
    yield { ...message, isFirst }
    isFirst = false
  }
}
