/** Identifies a process until the machine restarts. A pid alone does not, since pids are reused. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in a form that is only good for comparison. */
  readonly startTime: string
}

export interface ProcessRow extends ProcessIdentity {
  readonly groupId: number
  readonly parentId: number
  /** It has ended, and waits for its parent to collect it. */
  readonly zombie: boolean
  /** Stopped by SIGSTOP until a SIGCONT comes. */
  readonly frozen: boolean
}

/** The processes that the operating system knows. */
export interface ProcessTable {
  /** Changes with each boot of the machine. */
  readonly bootId: string
  find(pid: number): ProcessRow | null
  list(): readonly ProcessRow[]
  /** Processes with `NAME=value` in their environment. Those of other users are not seen. */
  withEnvironment(entry: string): readonly ProcessRow[]
  /** The values of an environment variable, by pid, as each process was started with it. */
  variables(name: string): ReadonlyMap<number, string>
  /** The command line of a process, for people. Null if it is not known. */
  commandOf(pid: number): string | null
}

/** Whether this very process still runs, and not just a later one with its pid. */
export function isRunning(table: ProcessTable, identity: ProcessIdentity): boolean {
  const row = table.find(identity.pid)
  return row !== null && row.startTime === identity.startTime && !row.zombie
}
