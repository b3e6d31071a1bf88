import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'

/** The folder of the user; `/` for a user id that has none, as containers are often run with, and where HOME is no place. */
export function userFolder(): string {
  try {
    const folder = homedir()
    return isAbsolute(folder) ? folder : '/'
  } catch {
    return '/'
  }
}
