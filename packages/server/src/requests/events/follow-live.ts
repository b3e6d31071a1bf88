import type { LiveMessage } from '@aiflow/sdk/internal/api/server'
import { wait } from '@aiflow/sdk/internal/time'
import type { RequestDependencies } from '../dependencies.ts'
import { describeServer } from '../server/describe-server.ts'
import { LiveWindow } from './live-window.ts'

/** Minimum milliseconds between two messages, so that a busy server costs a page no more than a quiet one. */
const GATHER_MS = 200
/** How often to check for changes of workers and store faults, which cause no events. */
const LOOK_MS = 1000

export interface FollowLiveOptions {
  readonly namespace: string | undefined
  /** The last offset that the listener knows; null if it is new. */
  readonly from: number | null
  /** Milliseconds between heartbeats while nothing happens. */
  readonly idleMs: number
  readonly signal: AbortSignal
}

/** A message, or a heartbeat with the last offset. */
export type LivePart = LiveMessage | number

/** Sends a listener everything that it needs to show the server as it is. Ends when the signal is aborted. */
export async function* followLive(
  dependencies: Pick<
    RequestDependencies,
    'eventLog' | 'live' | 'storage' | 'workers' | 'version' | 'startTime' | 'now'
  >,
  { namespace, from, idleMs, signal }: FollowLiveOptions,
): AsyncGenerator<LivePart> {
  const { eventLog, live, now } = dependencies
  const window = new LiveWindow(namespace)
  if (from !== null && from !== eventLog.lastOffset) window.miss()
  let wake: () => void = () => {}
  const stops = [
    eventLog.onCommitted((events) => {
      window.add(events)
      wake()
    }),
    live.onMeasured((measured) => {
      window.addMeasured(measured)
      wake()
    }),
  ]
  try {
    let told = ''
    let toldAt = 0
    while (!signal.aborted) {
      const server = describeServer(dependencies)
      const seen = JSON.stringify([server.workers, server.storeFault, server.readFault, server.clockBehindUntil])
      if (!window.isEmpty || seen !== told) {
        yield { offset: server.lastOffset, time: now(), ...window.take(), server }
      } else if (now() - toldAt >= idleMs) yield server.lastOffset
      else {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await Promise.race([promise, wait(LOOK_MS, { ref: false, signal }).catch(() => undefined)])
        continue
      }
      told = seen
      toldAt = now()
      await wait(GATHER_MS, { signal }).catch(() => undefined)
    }
  } finally {
    for (const stop of stops) stop()
  }
}
