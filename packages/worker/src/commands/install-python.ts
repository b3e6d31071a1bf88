import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOrNull, writeWhole } from '../system/atomic-file.ts'

const SOURCE = /\.(py|typed)$/

/**
 * Copies the Python packages that tasks use into the home of the worker, where they stay when the program is replaced. What is
 * there already is not written again, since Python would have to compile it again.
 */
export function installPython(source: string, target: string): void {
  for (const { name, parentPath } of readdirSync(source, { withFileTypes: true, recursive: true })) {
    if (!SOURCE.test(name)) continue
    const folder = join(target, parentPath.slice(source.length))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const text = readFileSync(join(parentPath, name), 'utf8')
    const path = join(folder, name)
    if (readOrNull(path) !== text) writeWhole(path, text)
  }
}
