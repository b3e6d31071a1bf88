import { readFileSync } from 'node:fs'
import { wait } from '@aiflow/sdk/internal/time'

const POLL_MS = 20
/** Field 22 of /proc/<pid>/stat, counted from the one behind the name. */
const START_TIME_FIELD = 19

/** Whether a process exists and has not ended. A zombie has ended. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // It exists but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return process.platform !== 'linux' || isThere(pid)
}

/** The same for the process that had the id when it was recorded. Later, or after a reboot, another process may have it. */
export function isSameProcessAlive(pid: number, startTime: string | null): boolean {
  return isProcessAlive(pid) && (startTime === null || startTimeOf(pid) === startTime)
}

/** Waits until a process has ended. Returns false if it is still alive after the time. */
export async function waitUntilGone(pid: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
  const end = performance.now() + timeoutMs
  while (isProcessAlive(pid)) {
    if (performance.now() > end) return false
    await wait(POLL_MS, { signal })
  }
  return true
}

/** Whether a process is stopped by a signal or a debugger, so that it does nothing until it is resumed. */
export function isFrozen(pid: number): boolean {
  const state = statOf(pid)?.[0]
  return state === 'T' || state === 't'
}

/** When a process started, in the kernel's count; null if the system does not say. */
export function startTimeOf(pid: number): string | null {
  return statOf(pid)?.[START_TIME_FIELD] ?? null
}

/** False if the process has ended since the first look. */
function isThere(pid: number): boolean {
  const stat = statOf(pid)
  return stat !== null && stat[0] !== 'Z' && stat[0] !== 'X'
}

/** The fields of /proc/<pid>/stat behind the name, which may itself hold spaces and brackets. */
function statOf(pid: number): string[] | null {
  if (process.platform !== 'linux') return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    // Gone between two looks, or hidden.
    return null
  }
}
