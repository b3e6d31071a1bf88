import { readdirSync, readFileSync } from 'node:fs'
import { shortageOf } from '../system/shortage.ts'
import type { ProcessRow, ProcessTable } from './process-table.ts'

/* Fields of /proc/<pid>/stat, counted after the command name in brackets, which may hold anything. Source: proc(5). */
const STATE = 0
const PARENT = 1
const GROUP = 2
const START_TIME = 19

/** Reads /proc. */
export class LinuxProcessTable implements ProcessTable {
  readonly bootId: string

  constructor(bootIdFile = '/proc/sys/kernel/random/boot_id') {
    this.bootId = readFileSync(bootIdFile, 'utf8').trim()
  }

  find(pid: number): ProcessRow | null {
    const stat = readOrNull(`/proc/${pid}/stat`)
    if (stat === null) return null
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[STATE]
    return {
      pid,
      startTime: fields[START_TIME] ?? '',
      groupId: Number(fields[GROUP]),
      parentId: Number(fields[PARENT]),
      zombie: state === 'Z' || state === 'X',
      frozen: state === 'T',
    }
  }

  list(): readonly ProcessRow[] {
    return this.#pids()
      .map((pid) => this.find(pid))
      .filter((row) => row !== null)
  }

  withEnvironment(entry: string): readonly ProcessRow[] {
    return this.#pids()
      .filter((pid) => readOrNull(`/proc/${pid}/environ`)?.split('\0').includes(entry))
      .map((pid) => this.find(pid))
      .filter((row) => row !== null)
  }

  variables(name: string): ReadonlyMap<number, string> {
    const start = `${name}=`
    const found = new Map<number, string>()
    for (const pid of this.#pids()) {
      const entry = readOrNull(`/proc/${pid}/environ`)
        ?.split('\0')
        .find((each) => each.startsWith(start))
      if (entry !== undefined) found.set(pid, decode(entry.slice(start.length)))
    }
    return found
  }

  commandOf(pid: number): string | null {
    const words = readOrNull(`/proc/${pid}/cmdline`)?.split('\0').join(' ').trim()
    const command = words || readOrNull(`/proc/${pid}/comm`)?.trim()
    return command ? decode(command) : null
  }

  #pids(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid))
  }
}

/** The files are read as Latin-1, but contain UTF-8. */
function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}

/**
 * Null if the process has ended meanwhile or belongs to another user. A shortage is thrown: a process that cannot be looked at
 * must not count as gone.
 */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (shortageOf(error) !== null) throw error
    return null
  }
}
