import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const PLENTY = 4096

/** Limits the files that a process may open beyond those that it has open. The limit is a file descriptor number. */
export function limitFiles(pid: number, spare: number): void {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number))
  let limit = 0
  for (let free = 0; ; limit += 1) {
    if (!open.has(limit)) free += 1
    if (free > spare) break
  }
  setLimit(pid, limit)
}

export function liftFileLimit(pid: number): void {
  setLimit(pid, PLENTY)
}

/** The soft limit: what the kernel holds a process to. */
function setLimit(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:`])
}
