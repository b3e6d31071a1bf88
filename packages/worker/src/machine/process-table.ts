/** What identifies a process for as long as the machine is up: a pid alone is used again. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the machine's own terms; only ever compared. */
  readonly startTime: string
}

export interface ProcessRow extends ProcessIdentity {
  readonly groupId: number
  readonly parentId: number
  /** Dead, and only waits to be collected by its parent. */
  readonly zombie: boolean
  /** Held by SIGSTOP, until a SIGCONT comes. */
  readonly frozen: boolean
}

/** What the operating system tells about processes. */
export interface ProcessTable {
  /** Changes with each boot. */
  readonly bootId: string
  find(pid: number): ProcessRow | null
  list(): readonly ProcessRow[]
  /** Processes with this in their environment, `NAME=value`; those of other users are not seen. */
  withEnvironment(entry: string): readonly ProcessRow[]
  /** What a variable is in the environments that processes were started with, by process. */
  variables(name: string): ReadonlyMap<number, string>
  /** What a process was started as, for people; null where that is not known. */
  commandOf(pid: number): string | null
}

/** Whether this very process, and no later one with its pid, still runs. */
export function isRunning(table: ProcessTable, identity: ProcessIdentity): boolean {
  const row = table.find(identity.pid)
  return row !== null && row.startTime === identity.startTime && !row.zombie
}
