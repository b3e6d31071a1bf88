import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { Claim } from './claim.ts'
import { takenOutcome } from './taken-outcome.ts'

const STOP_REASONS = ['stop', 'timeout', 'unresponsive'] as const

/** What the worker writes before it starts an attempt. */
export interface AttemptRecord {
  /** The store that the attempt belongs to. Attempts of another store are orphans. */
  readonly storeId: string
  readonly spec: AttemptSpec
  /**
   * The child that runs it, and where it begins in the log of that child. `start` is null if it has a log of its own, though it
   * shares its child with others. Null for a command.
   */
  readonly childLog: { readonly childId: string; readonly start: number | null } | null
}

/** Why an attempt is being ended. Written before the first signal, and only if there is no outcome yet. */
export interface StopMarker {
  readonly reason: (typeof STOP_REASONS)[number]
}

/** The last report of an attempt. Kept until it is acknowledged. */
export interface FinishedRecord {
  readonly outcome: Outcome
  readonly startedAt: number | null
  readonly endedAt: number
  /** Where the attempt ends in the log of a warm child. */
  readonly logEnd: number | null
  readonly outsideGone?: boolean
}

/** How an attempt ended, as the process that ran it says. */
export interface WrittenEnd {
  readonly outcome: Outcome
  readonly outsideGone: boolean
  /** In milliseconds since the epoch. */
  readonly at: number
}

/**
 * What is written about an attempt, from which any later worker can tell how far the attempt came. It is in the folder of the
 * attempt (`AttemptFolder`), or in a file that the attempts of a warm child share (`ChildAttempt`).
 */
export interface AttemptJournal {
  readonly attemptId: string
  /** Prepares the place to write to. False if there was one: then an earlier worker may have started the attempt. */
  create(): boolean
  writeRecord(record: AttemptRecord): void
  /** Null if it is missing or damaged. */
  readRecord(): AttemptRecord | null
  /** Claims the attempt for the process that a handle names. False if it was claimed before. */
  claim(handle: string): boolean
  /** Leaves a tombstone, which refuses every later start. False if the attempt is claimed. */
  bury(): boolean
  readClaim(): Claim
  /** When the attempt was claimed, in milliseconds since the epoch. */
  claimedAt(): number | null
  /** Called by the process that has claimed the attempt. */
  writeOutcome(outcome: Outcome, options?: { readonly outsideGone?: boolean }): WrittenEnd
  readOutcome(): Outcome | null
  /** When the outcome was written. */
  outcomeAt(): number | null
  /** Whether the operator's `stop` has confirmed that the work outside is gone. */
  readOutsideGone(): boolean
  writeStop(stop: StopMarker): void
  readStop(): StopMarker | null
  writeFinished(finished: FinishedRecord): void
  readFinished(): FinishedRecord | null
}

/** The server has checked the spec. This checks that the record belongs to this attempt. */
export function recordOf(attemptId: string, record: AttemptRecord | null): AttemptRecord | null {
  const isOwn = typeof record?.storeId === 'string' && record.spec?.attemptId === attemptId
  return isOwn ? record : null
}

export function stopOf(stop: StopMarker | null): StopMarker | null {
  return STOP_REASONS.some((reason) => reason === stop?.reason) ? stop : null
}

export function finishedOf(finished: FinishedRecord | null): FinishedRecord | null {
  const outcome = Number.isInteger(finished?.endedAt) ? takenOutcome(finished?.outcome) : null
  return finished === null || outcome === null ? null : { ...finished, outcome }
}
