import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from '../home/processes.ts'

const PREFIX = 'aiflow-upload-'
const NAME = /^aiflow-upload-(\d+)-\w+$/

/** A temporary folder for a bundle. Removes those that killed programs have left. */
export async function createBundleFolder(): Promise<string> {
  const names = await readdir(tmpdir())
  const left = names.filter((name) => isLeft(NAME.exec(name)?.[1]))
  // Those of other users cannot be removed, and are none of our business.
  await Promise.allSettled(left.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })))
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
}

function isLeft(pid: string | undefined): boolean {
  return pid !== undefined && !isProcessAlive(Number(pid))
}
