// Files that are named by their content stay from earlier builds, for programs and pages that still use them.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEPT_MS = 24 * 3_600_000
const NOT_PACKED = '.npmignore'

/** Removes files of earlier builds from a folder. Recent ones are kept, but npm does not pack them. */
export const removeStaleFiles = (folder, isOfThisBuild) => {
  if (!existsSync(folder)) return
  const stale = readdirSync(folder).filter((name) => name !== NOT_PACKED && !isOfThisBuild(name))
  const isOld = (name) => Date.now() - statSync(join(folder, name)).mtimeMs > KEPT_MS
  for (const name of stale.filter(isOld)) rmSync(join(folder, name), { force: true })
  writeFileSync(join(folder, NOT_PACKED), `${stale.join('\n')}\n`)
}
