import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The folder of the built web page, or null if it was not built. */
export function pageFolder(): string | null {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@aiflow/ui/package.json')), 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : null
}
