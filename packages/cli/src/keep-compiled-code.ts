import { readdirSync, rmSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { userFolder } from './settings/user-folder.ts'

const KEPT_MS = 30 * 24 * 3_600_000

/**
 * Keeps the compiled code of what is loaded from now on for the next start. Whoever can write there can run code in this
 * process, so it is a folder of the user, where Node's own choice is one below `/tmp`. If it cannot be written, nothing is
 * kept.
 */
export function keepCompiledCode(): void {
  enableCompileCache(cacheFolder())
}

/** Removes compiled code that is older than 30 days, such as that of earlier versions. What is still used is made again. */
export function sweepCompiledCode(folder = cacheFolder(), now = Date.now()): void {
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && now - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true })
    }
  } catch {
    // There is none, or another process sweeps it, too.
  }
}

function cacheFolder(): string {
  return join(userFolder(), '.cache', 'aiflow')
}
