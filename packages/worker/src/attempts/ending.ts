import { msOf, wait } from '@aiflow/sdk/internal/time'
import type { StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess } from './attempt-process.ts'

/** A killed process is gone in no time, unless it hangs in the kernel. */
const KILL_LIMIT_MS = 2000
/** So long code may do nothing but compute, where it is late already. */
const ANSWER_LIMIT_MS = 5000
const FIRST_CONFIRM_MS = 10_000
const LONGEST_CONFIRM_MS = 60_000

const NO_ANSWER = `The code did not hear of the stop within ${ANSWER_LIMIT_MS / 1000} s: it never gives way.`

export interface EndingOptions {
  readonly process: Pick<AttemptProcess, 'ended' | 'askToStop' | 'family'>
  readonly stopTimeoutSeconds: number
  readonly graceSeconds: number
  /** Its time is over, or it does not report being alive: code that does not even hear of the stop is not waited for. */
  readonly isLate: boolean
  /** Told as each phase begins, and again with an error when a phase could not do its work. */
  report(phase: StopPhase, error: string | null): void
}

/**
 * Ends an attempt for sure. Phases: `stop` asks the code, `terminate` sends SIGTERM, `kill` sends SIGKILL, `confirm`
 * goes on killing until no process of the attempt is left. It resolves only then, in whichever phase that is.
 */
export async function endAttempt(options: EndingOptions): Promise<void> {
  const { process, report } = options
  const { family } = process
  if (await endsByItself(options)) return
  report('terminate', null)
  await family.end('ask')
  if (await family.isGone(msOf(options.graceSeconds), process.ended)) return
  await killFamily(options)
}

/** Ends what an attempt left behind after its own end. */
export async function endLeftovers(options: EndingOptions): Promise<void> {
  const { ended, family } = options.process
  await family.end('ask')
  if (await family.isGone(msOf(options.graceSeconds), ended)) return
  await killFamily(options)
}

async function endsByItself(options: EndingOptions): Promise<boolean> {
  const { process, report, isLate } = options
  if (process.askToStop === null) return false
  report('stop', null)
  const limit = new AbortController()
  const { heard, unheard } = listenForAnswer(limit.signal)
  const stopFailed = process.askToStop(heard).then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => report('stop', error instanceof Error ? error.message : String(error)),
  )
  const timeUp = wait(msOf(options.stopTimeoutSeconds), { signal: limit.signal }).catch(() => undefined)
  const isOver = [stopFailed, timeUp, ...(isLate ? [unheard.then(() => report('stop', NO_ANSWER))] : [])]
  const end = await Promise.race([process.ended, Promise.race(isOver).then(() => null)])
  limit.abort()
  if (end === null) return false
  // Code that was done before it heard of the stop left a process that is as before: it may have the next task by now.
  return end.clean || (await process.family.isGone(msOf(options.graceSeconds), process.ended))
}

/** `unheard` resolves where nobody called `heard` in time. */
function listenForAnswer(signal: AbortSignal): { heard: () => void; unheard: Promise<void> } {
  let isHeard = false
  const never = new Promise<never>(() => undefined)
  const unheard = wait(ANSWER_LIMIT_MS, { signal }).then(() => (isHeard ? never : undefined))
  const heard = () => {
    isHeard = true
  }
  return { heard, unheard: unheard.catch(() => never) }
}

async function killFamily({ process: { ended, family }, report }: EndingOptions): Promise<void> {
  report('kill', null)
  await family.end('kill')
  if (await family.isGone(KILL_LIMIT_MS, ended)) return
  report('confirm', null)
  for (let limitMs = FIRST_CONFIRM_MS; ; limitMs = Math.min(limitMs * 2, LONGEST_CONFIRM_MS)) {
    const left = await family.describe()
    if (left !== '')
      report('confirm', `Still there after SIGKILL: ${left}. It is killed again every ${limitMs / 1000} s.`)
    await family.end('kill')
    if (await family.isGone(limitMs, ended)) return
  }
}
