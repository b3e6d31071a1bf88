import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'

/** The absolute path of a program in the PATH of a task, or of a program that is given by its path. Null if there is none. */
export function findProgram(name: string, path: string): string | null {
  const candidates = name.includes('/') ? [name] : path.split(':').map((folder) => join(folder, name))
  return candidates.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
