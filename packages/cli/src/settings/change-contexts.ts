import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isAIFlowError } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { StoreLock } from '@aiflow/server/storage'
import type { Contexts, ContextsFile } from './contexts-file.ts'

const LOCK_WAIT_MS = 10_000
const LOOK_MS = 20

/** Replaces the contexts by what `change` makes of them, while no other program does the same. */
export async function changeContexts(file: ContextsFile, change: (contexts: Contexts) => Contexts): Promise<void> {
  mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 })
  const lock = await takeLock(file.path)
  try {
    file.write(change(file.read()))
  } finally {
    lock.release()
  }
}

/** Throws `ALREADY_EXISTS` if another program keeps it for longer than any change takes. */
async function takeLock(path: string): Promise<StoreLock> {
  const end = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return StoreLock.take(path)
    } catch (error) {
      if (!isAIFlowError(error) || error.code !== 'ALREADY_EXISTS' || performance.now() > end) throw error
      await wait(LOOK_MS)
    }
  }
}
