import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessIdentity, ProcessRow, ProcessTable } from './process-table.ts'

const FIRST_LOOK_MS = 5
const LONGEST_LOOK_MS = 250

/**
 * All processes of one attempt: the group of its leader, and those that left the group but carry the attempt id in
 * their environment. The group is ours while its leader lives, and after that for as long as it has members, since a
 * group keeps its id from being used again.
 */
export class ProcessFamily {
  readonly #table: ProcessTable
  readonly #leader: ProcessIdentity | null
  readonly #environment: string

  constructor(table: ProcessTable, leader: ProcessIdentity | null, attemptId: string) {
    this.#table = table
    // Process 1 and the group of nobody are never an attempt's, and signals to them reach everybody.
    this.#leader = leader !== null && leader.pid > 1 ? leader : null
    this.#environment = `AIFLOW_ATTEMPT_ID=${attemptId}`
  }

  /** Whether the group may have members; costs one system call where it has none. */
  hasGroup(): boolean {
    if (this.#leader === null) return false
    return canSignal(-this.#leader.pid) && this.#group().length > 0
  }

  members(): readonly ProcessRow[] {
    const rows = new Map<number, ProcessRow>()
    for (const row of this.#group()) rows.set(row.pid, row)
    for (const row of this.#table.withEnvironment(this.#environment)) if (!row.zombie) rows.set(row.pid, row)
    return [...rows.values()]
  }

  /** Signals every member. Members that end meanwhile are no error. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const groupId = this.#leader?.pid
    if (groupId !== undefined && this.#ownsGroup()) trySignal(-groupId, signal)
    for (const row of this.members()) if (row.groupId !== groupId) trySignal(row.pid, signal)
  }

  /** Waits until no member is left; false where the limit came first. `hint` ends a pause between two looks. */
  async gone(limitMs: number, hint: Promise<unknown>): Promise<boolean> {
    const deadline = performance.now() + limitMs
    const hinted = hint.then(() => undefined)
    let pauseMs = FIRST_LOOK_MS
    let woken = false
    while (this.members().length > 0) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) return false
      const pause = sleep(Math.min(pauseMs, leftMs))
      if (woken) await pause
      else woken = await Promise.race([pause.then(() => false), hinted.then(() => true)])
      pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)
    }
    return true
  }

  #group(): readonly ProcessRow[] {
    const leader = this.#leader
    if (leader === null || !canSignal(-leader.pid) || !this.#ownsGroup()) return []
    return this.#table.list().filter((row) => row.groupId === leader.pid && !row.zombie)
  }

  #ownsGroup(): boolean {
    if (this.#leader === null) return false
    const row = this.#table.find(this.#leader.pid)
    return row === null || row.startTime === this.#leader.startTime
  }
}

function canSignal(target: number): boolean {
  try {
    return process.kill(target, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function trySignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch {
    // Gone already, or not ours to signal: the look that follows tells which.
  }
}
