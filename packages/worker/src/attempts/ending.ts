import { msOf, wait } from '@aiflow/sdk/internal/time'
import type { StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess } from './attempt-process.ts'

/** A killed process is gone at once, unless it hangs in the kernel. */
const KILL_LIMIT_MS = 2000
/** How long code that has exceeded a limit may take to notice the stop. */
const ANSWER_LIMIT_MS = 5000
const FIRST_CONFIRM_MS = 10_000
const LONGEST_CONFIRM_MS = 60_000

const NO_ANSWER = `The code did not notice the stop within ${ANSWER_LIMIT_MS / 1000} s. It blocks the event loop.`

export interface EndingOptions {
  readonly process: Pick<AttemptProcess, 'ended' | 'askToStop' | 'family'>
  readonly stopTimeoutSeconds: number
  readonly graceSeconds: number
  /** It exceeded a time limit or stopped reporting that it is alive, so code that does not notice the stop gets no more time. */
  readonly isLate: boolean
  /** Called when a phase begins, and again with an error if the phase failed. */
  report(phase: StopPhase, error: string | null): void
}

/**
 * Ends an attempt, and resolves only when nothing of it is left. The phases are:
 *
 * - `stop` asks the code to stop;
 * - `terminate` asks the processes to end (SIGTERM);
 * - `kill` kills them (SIGKILL);
 * - `confirm` kills them again and again until none is left.
 */
export async function endAttempt(options: EndingOptions): Promise<void> {
  const { process, report } = options
  const { family } = process
  if (await endsWhenAsked(options)) return
  report('terminate', null)
  await family.end('ask')
  if (await family.isGone(msOf(options.graceSeconds), process.ended)) return
  await killFamily(options)
}

/** Ends what an attempt left behind when it ended. */
export async function endLeftovers(options: EndingOptions): Promise<void> {
  const { ended, family } = options.process
  await family.end('ask')
  if (await family.isGone(msOf(options.graceSeconds), ended)) return
  await killFamily(options)
}

async function endsWhenAsked(options: EndingOptions): Promise<boolean> {
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
  // Code that finished before it noticed the stop left a clean process, which may run the next task by now.
  return end.clean || (await process.family.isGone(msOf(options.graceSeconds), process.ended))
}

/** `unheard` resolves if `heard` is not called in time. */
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
      report('confirm', `Still running after SIGKILL: ${left}. The next SIGKILL follows in ${limitMs / 1000} s.`)
    await family.end('kill')
    if (await family.isGone(limitMs, ended)) return
  }
}
