import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import type { WorkflowBundle } from '../bundle/bundle-workflow.ts'
import { packageOf } from './installed-package.ts'

const PACKAGES = `${sep}node_modules${sep}`
const OURS = '@aiflow/'
/** Code that reads a file beside its own. Code beside it is part of the bundle. */
const READS =
  /readFile(?:Sync)?\([^;\n]{0,200}?(?:\b__dirname\b|import\.meta\.(?:url|dirname))|new URL\(\s*(["'`])\.{1,2}\/[^"'`\n]+\.(?![cm]?[jt]s\1)\w+\1\s*,\s*import\.meta\.url/
/** Larger files and further ones are not looked at. */
const MAX_BYTES = 1024 * 1024
const MAX_FILES = 3000

/** Warns of each bundled package that reads files of its own, which a bundle does not contain: once, whatever number it reads. */
export function ownFileRemarks({ file, sourceMap }: Pick<WorkflowBundle, 'file' | 'sourceMap'>): string[] {
  const paths = sourceMap.sources
    .map((source) => resolve(dirname(file), source))
    .filter((path) => path.includes(PACKAGES))
  const found = new Map<string, string>()
  for (const path of paths.slice(0, MAX_FILES)) {
    const inner = path.slice(path.lastIndexOf(PACKAGES) + PACKAGES.length)
    const name = packageOf(inner.split(sep).join('/'))
    if (name.startsWith(OURS) || found.has(name) || !readsOwnFile(path)) continue
    found.set(name, inner.slice(name.length + 1))
  }
  return [...found].map(
    ([name, place]) =>
      `Warning: "${name}" reads files beside its code (${place}), which a bundle does not contain. If tasks miss them, let workers install it: external: ['${name}'].`,
  )
}

function readsOwnFile(path: string): boolean {
  if (!existsSync(path) || statSync(path).size > MAX_BYTES) return false
  return READS.test(readFileSync(path, 'utf8'))
}
