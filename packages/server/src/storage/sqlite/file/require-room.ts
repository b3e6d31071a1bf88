import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { storeFull } from './sqlite-error.ts'

const ROOM_BYTES = 1024 * 1024

/** Throws `STORE_FULL` if the disk of a file has less than 1 MiB left: a small write may still succeed where a larger one fails. */
export function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path))
  if (bavail * bsize < ROOM_BYTES) throw storeFull(path, `${bavail * bsize} bytes are left`)
}
