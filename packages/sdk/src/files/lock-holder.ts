import { readFileSync, statSync } from 'node:fs'

/**
 * The process that holds a write lock on a file, or null if there is none or the system does not say. On Linux, from /proc/locks:
 * `1: POSIX ADVISORY WRITE <pid> <major>:<minor>:<inode> <first> <last>`.
 */
export function lockHolder(path: string): number | null {
  const inode = statSync(path, { throwIfNoEntry: false })?.ino
  if (process.platform !== 'linux' || inode === undefined) return null
  const found = readFileSync('/proc/locks', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, , , kind, , place]) => kind === 'WRITE' && place?.endsWith(`:${inode}`))
  const pid = Number(found?.[4])
  return pid > 0 ? pid : null
}
