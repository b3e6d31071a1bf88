import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NpmPackages } from '@aiflow/sdk/internal/wire'

const NAME = 'aiflow-packages'
const PACKAGES = 'node_modules/'
const MODE = 0o600

/** Writes what npm reads: a `package.json` and its lock, with nothing about where packages come from. */
export async function writePackageFiles(folder: string, packages: NpmPackages): Promise<void> {
  const { dependencies, locked } = packages
  const project = { name: NAME, version: '0.0.0', private: true, dependencies, allowScripts: allowedScripts(packages) }
  const root = { name: NAME, version: '0.0.0', dependencies }
  const lock = { name: NAME, version: '0.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...locked } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(project, null, 1), { mode: MODE })
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock, null, 1), { mode: MODE })
}

/** The packages whose install scripts run, each once. Of others, `isThere` says whether their path was installed. */
export function packagesWithScripts(
  { locked, withoutScripts = [] }: NpmPackages,
  isThere: (path: string) => boolean = () => true,
): string[] {
  const names = Object.entries(locked).flatMap(([path, { hasInstallScript }]) => {
    const name = path.slice(path.lastIndexOf(PACKAGES) + PACKAGES.length)
    return hasInstallScript && !withoutScripts.includes(name) && isThere(path) ? [name] : []
  })
  return [...new Set(names)].sort()
}

function allowedScripts(packages: NpmPackages): Record<string, boolean> {
  const denied = packages.withoutScripts ?? []
  return Object.fromEntries([
    ...packagesWithScripts(packages).map((name) => [name, true] as const),
    ...denied.map((name) => [name, false] as const),
  ])
}
