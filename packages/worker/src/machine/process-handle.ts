import { isRunning, type ProcessIdentity, type ProcessTable } from './process-table.ts'

/** What names a process of this machine across restarts of the worker and of the machine. */
export interface ProcessHandle {
  readonly identity: ProcessIdentity
  /** The boot in which the process ran: a later process may have its pid and its start time. */
  readonly bootId: string
}

/** Strict, so that a damaged handle is not taken for one of a process that has ended. */
const HANDLE = /^([1-9]\d{0,9}) ([\w:.+-]+) ([\w-]+)$/

/** One line. The shim writes the same. */
export function formatHandle({ identity, bootId }: ProcessHandle): string {
  return `${identity.pid} ${identity.startTime} ${bootId}`
}

/** Null if it is not a handle. */
export function parseHandle(text: string): ProcessHandle | null {
  const [, pid, startTime, bootId] = HANDLE.exec(text) ?? []
  if (startTime === undefined || bootId === undefined) return null
  return { identity: { pid: Number(pid), startTime }, bootId }
}

/** Whether this very process still runs. */
export function isHandleRunning(table: ProcessTable, { identity, bootId }: ProcessHandle): boolean {
  return bootId === table.bootId && isRunning(table, identity)
}
