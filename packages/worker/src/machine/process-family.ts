import { wait } from '@aiflow/sdk/internal/time'
import { shortageOf } from '../system/shortage.ts'
import type { Cgroup } from './cgroups.ts'
import type { ProcessIdentity, ProcessRow, ProcessTable } from './process-table.ts'

const FIRST_LOOK_MS = 5
const LONGEST_LOOK_MS = 250

/** Enough of a command to recognize the process. */
const COMMAND_CHARACTERS = 60

export interface FamilyMarks {
  readonly leader: ProcessIdentity | null
  readonly attemptId: string
  readonly cgroup: Cgroup
  /** Of processes that were started before it was known that they belong to this attempt, as `NAME=value`. */
  readonly also?: string | undefined
}

/**
 * All processes of one attempt:
 *
 * - the process group of its leader;
 * - its control group, if the machine has control groups;
 * - processes that have the attempt id in their environment;
 * - everything that any of these started.
 *
 * The process group is ours while its leader lives, and then for as long as it has members: until then no other group gets
 * its id.
 */
export class ProcessFamily {
  readonly #table: ProcessTable
  readonly #leader: ProcessIdentity | null
  readonly #environment: readonly string[]
  readonly #cgroup: Cgroup

  constructor(table: ProcessTable, { leader, attemptId, cgroup, also }: FamilyMarks) {
    this.#table = table
    // A signal to group 0 or 1, or to process 1, would reach processes of others.
    this.#leader = leader !== null && leader.pid > 1 ? leader : null
    this.#environment = [`AIFLOW_ATTEMPT_ID=${attemptId}`, ...(also === undefined ? [] : [also])]
    this.#cgroup = cgroup
  }

  /** Whether there may be members, told by a few system calls. */
  async mayRemain(): Promise<boolean> {
    if (this.#leader !== null && canSignal(-this.#leader.pid) && this.members().length > 0) return true
    return this.#cgroup.pids().length > 0
  }

  members(): readonly ProcessRow[] {
    const alive = this.#table.list().filter((row) => !row.zombie && row.pid > 1 && row.pid !== process.pid)
    const marked = new Set(this.#cgroup.pids())
    for (const entry of this.#environment) for (const { pid } of this.#table.withEnvironment(entry)) marked.add(pid)
    const groupId = this.#ownsGroup() ? this.#leader?.pid : undefined
    for (const row of alive) if (row.groupId === groupId) marked.add(row.pid)
    // Otherwise everything that the worker or process 1 started would count.
    for (const pid of [1, process.pid]) marked.delete(pid)
    addDescendants(marked, alive)
    return alive.filter((row) => marked.has(row.pid))
  }

  async remains(): Promise<boolean> {
    return this.members().length > 0
  }

  /** Members by pid and command, for people. */
  async describe(): Promise<string> {
    const members = this.members().map(({ pid }) => {
      const command = this.#table.commandOf(pid)
      return command === null ? String(pid) : `${pid} (${command.slice(0, COMMAND_CHARACTERS)})`
    })
    return members.join(', ')
  }

  /** Signals every member. Members that end meanwhile are no error. */
  async end(how: 'ask' | 'kill'): Promise<void> {
    const signal = how === 'ask' ? 'SIGTERM' : 'SIGKILL'
    const groupId = this.#leader?.pid
    if (groupId !== undefined && this.#ownsGroup()) trySignal(-groupId, signal)
    for (const row of this.members()) if (row.groupId !== groupId) trySignal(row.pid, signal)
  }

  /** Waits until no member is left. False if the limit comes first. `hint` ends a pause between two looks. */
  async isGone(limitMs: number, hint: Promise<unknown>): Promise<boolean> {
    const deadline = performance.now() + limitMs
    const hinted = hint.then(() => undefined)
    let pauseMs = FIRST_LOOK_MS
    let woken = false
    while (this.#mayHaveMembers()) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) return false
      const pause = wait(Math.min(pauseMs, leftMs))
      if (woken) await pause
      else woken = await Promise.race([pause.then(() => false), hinted.then(() => true)])
      pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)
    }
    return true
  }

  /** While nobody can look, nothing counts as gone. */
  #mayHaveMembers(): boolean {
    try {
      return this.members().length > 0
    } catch (error) {
      if (shortageOf(error) !== null) return true
      throw error
    }
  }

  #ownsGroup(): boolean {
    if (this.#leader === null) return false
    const row = this.#table.find(this.#leader.pid)
    return row === null || row.startTime === this.#leader.startTime
  }
}

function addDescendants(marked: Set<number>, rows: readonly ProcessRow[]): void {
  let before: number
  do {
    before = marked.size
    for (const { pid, parentId } of rows) if (marked.has(parentId)) marked.add(pid)
  } while (marked.size > before)
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
    // It has ended, or we may not signal it. The next look shows which.
  }
}
