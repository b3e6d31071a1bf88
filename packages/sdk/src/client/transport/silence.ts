import { AIFlowError } from '../../errors/aiflow-error.ts'
import { abortedAfter, startTimer, stopTimer, type Timer } from '../../model/time/timers.ts'

/** After this time without an answer, a quick probe checks that the server still answers. */
const QUIET_MS = 3000
/** Limit of the probe. A server that is busy, or has a slow disk, answers between two commits. */
const PROBE_LIMIT_MS = 10_000

export interface SilenceOptions {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly signal: AbortSignal | undefined
}

/**
 * Sends a request and waits for the head of its answer, however long the server works on it. Throws `SERVER_UNAVAILABLE` if
 * the server is silent: a frozen server accepts connections but never answers.
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
