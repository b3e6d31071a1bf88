import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder, isFromSource } from '../program-file.ts'

const REPOSITORY = '../../../../docs'

/** The folder of the documentation that belongs to this program, or null if it was not built. */
export function documentsFolder(): string | null {
  const folder = isFromSource() ? join(import.meta.dirname, REPOSITORY) : join(distFolder(), 'docs')
  return existsSync(folder) ? folder : null
}
