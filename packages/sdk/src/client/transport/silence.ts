import { AIFlowError } from '../../errors/aiflow-error.ts'
import { abortedAfter, startTimer, stopTimer, type Timer } from '../../model/time/timers.ts'

/** An answer that takes longer is waited for only while the server answers something that is quick. */
const QUIET_MS = 3000
/** So long may that take: a server that is busy, or whose disk is slow, answers between two commits. */
const PROBE_LIMIT_MS = 10_000

export interface SilenceOptions {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly signal: AbortSignal | undefined
}

/**
 * Sends a request and waits for the head of its answer, however long the server works on it, but not for a server that is
 * silent: one that is frozen takes connections and never says a word. Throws `SERVER_UNAVAILABLE` then.
 */
export async function answerOf(
  send: (signal: AbortSignal) => Promise<Response>,
  { url, fetch, signal }: SilenceOptions,
): Promise<Response> {
  const given = new AbortController()
  const silence = watchSilence({ url, fetch, over: given.signal })
  const signals = [silence.signal, ...(signal === undefined ? [] : [signal])]
  try {
    return await send(AbortSignal.any(signals))
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error
  } finally {
    given.abort()
  }
}

/** The reason of an abort that `answerOf` made. */
export function isSilence(error: unknown): error is AIFlowError {
  return error instanceof AIFlowError && error.details.silent === true
}

function watchSilence(options: { url: string; fetch: SilenceOptions['fetch']; over: AbortSignal }): AbortController {
  const { url, fetch, over } = options
  const silence = new AbortController()
  let timer: Timer | null = null
  const probe = async (): Promise<void> => {
    if (over.aborted) return
    const isThere = await fetch(`${url.replace(/\/+$/, '')}/healthz`, {
      signal: AbortSignal.any([over, abortedAfter(PROBE_LIMIT_MS)]),
    }).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      // A connection that is refused ends the request itself.
      (error: unknown) => !(error instanceof Error && error.name === 'TimeoutError'),
    )
    if (over.aborted) return
    if (isThere) wait()
    else silence.abort(silent(url))
  }
  const wait = () => {
    timer = startTimer(() => void probe(), QUIET_MS)
  }
  over.addEventListener('abort', () => stopTimer(timer), { once: true })
  wait()
  return silence
}

function silent(url: string): AIFlowError {
  const message = `The server at "${url}" accepts connections but does not answer. It is frozen or overloaded: "aiflow server status" on its machine says more. The request may still be carried out.`
  return new AIFlowError('SERVER_UNAVAILABLE', message, { details: { url, silent: true } })
}
