/** How the process of an attempt came to its end. */
export interface ProcessEnd {
  /** Null if nobody saw the end: the process belonged to an earlier worker. */
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null
  /** Whether the process may go on: a warm child that has finished the attempt and is as it was before. */
  readonly clean: boolean
  /** The last line that it wrote, if that may explain why it died. */
  readonly hint: string | null
  /** Why it died, if that is known. */
  readonly fault?: string | null
  /** Why an attempt without an outcome was lost with a process that it shared with others. */
  readonly lost?: string
  /** It says that it could not claim the attempt, so nothing of the attempt ran. The claim decides whether that is true. */
  readonly refused?: boolean
}

/** Rejects if the `stop` of the code throws. Calls `heard` as soon as the process has noticed the stop. */
export type AskToStop = (heard: () => void) => Promise<void>

/**
 * Everything that runs for one attempt, wherever it runs. Its methods reject with a shortage of this machine only: whatever
 * else keeps them from looking, they wait for it to pass, since an attempt that cannot be seen may still be running.
 */
export interface AttemptFamily {
  /** Whether something may be left. This is a quick check, which may miss what has hidden itself. */
  mayRemain(): Promise<boolean>
  /** Whether something is left. */
  remains(): Promise<boolean>
  /** Asks everything that is left to end, or kills it. It does not wait for the end. */
  end(how: 'ask' | 'kill'): Promise<void>
  /**
   * Resolves with true once nothing is left, and with false after `limitMs`. `hint` resolves when a look is worth while.
   */
  isGone(limitMs: number, hint: Promise<unknown>): Promise<boolean>
  /** Names what is left, for people. Empty if nothing is left. */
  describe(): Promise<string>
}

/** What runs an attempt: the shim of a command, a warm child, or something on another machine. */
export interface AttemptProcess {
  /** Its process id on this machine, for people. Null if it runs elsewhere. */
  readonly pid: number | null
  readonly family: AttemptFamily
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  /** Resolves when it is clear that the attempt does not end at once. Absent if that is clear from the start. */
  readonly goesOn?: Promise<void>
  /** Resolves when the outcome of the attempt, if there is one, is in its folder. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** Asks code to stop. Null for commands, which know signals only. */
  readonly askToStop: AskToStop | null
  /** The end of the attempt's part of a shared log. Null if the attempt has a log of its own. */
  logEnd(): number | null
  /** If somebody has frozen it: the command that lets it go on, for people. Null otherwise. */
  frozen(): string | null
  /** Called once nothing of the attempt is left: gives back what was held for it. */
  release(): void
}
