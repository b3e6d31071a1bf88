import type { Faults } from './world.ts'

/** The rules that keep the promises. Each can be left out, to see what it is for. */
export const ALL_RULES = {
  /** The store takes a commit of the epoch that leads, and of no other. */
  commitComparesEpoch: true,
  /** A server that takes over reads the store. */
  takeOverReads: true,
  /** After an answer that was lost, the store is asked whether it has the commit, which has an id of its own. */
  doubtIsAsked: true,
  /** Messages leave after their commit. */
  messagesFollowCommit: true,
  /** A leader answers from memory while it has its lease. */
  answersWithLease: true,
  /** A welcome waits for what the leader has decided and not committed. */
  welcomeFollowsCommit: true,
  /** A worker that says hello was heard. */
  helloIsHeard: true,
  /** Both ends drop messages of earlier sessions. */
  sessionsAreCompared: true,
  /** The claim of an attempt is made once. */
  claimIsOnce: true,
  /** A stop before the start leaves a claim that no process has. */
  stopLeavesClaim: true,
  /** A lost attempt is wanted with a stop until it is known to be gone. */
  lostIsStopped: true,
  /** What a lost attempt reports does not end the task. */
  lateReportIsLate: true,
  /** A worker that is alone ends an exclusive attempt before it can be lost. */
  aloneEndsExclusive: true,
  /** A worker that is alone for that long connects anew before it takes commands. */
  aloneTakesNothing: true,
}

export type Rules = Readonly<Record<keyof typeof ALL_RULES, boolean>>

/** What is tried with the rules. */
export interface Setting {
  readonly rules: Rules
  /** Whether two attempts of the task may never run at once. */
  readonly isExclusive: boolean
  readonly faults: Faults
}
