import type { LockedPackage, NpmPackages } from '@aiflow/sdk/internal/wire'
import type { Platform } from './environment-key.ts'

/**
 * The paths of the packages that this platform needs, as npm chooses them. npm counts a package as missing on purpose if it is
 * optional and could not be fetched, so an installation may succeed without one that the code cannot do without.
 */
export function neededHere({ dependencies, locked }: NpmPackages, platform: Platform): ReadonlySet<string> {
  const needed = new Set<string>()
  const waiting = Object.keys(dependencies).map((name) => `node_modules/${name}`)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entry = locked[path]
    if (entry === undefined || needed.has(path) || !isFor(entry, platform)) continue
    needed.add(path)
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      const found = findFrom(path, name, locked)
      if (found !== null) waiting.push(found)
    }
  }
  return needed
}

function isFor({ os, cpu, libc }: LockedPackage, { platform, arch, libc: own }: Platform): boolean {
  return allows(os, platform) && allows(cpu, arch) && (libc === undefined || allows(libc, own))
}

/** Names that begin with `!` are excluded. */
function allows(names: readonly string[] | undefined, own: string): boolean {
  if (names === undefined || names.length === 0 || names.includes('any')) return true
  if (names.includes(`!${own}`)) return false
  return names.includes(own) || names.every((name) => name.startsWith('!'))
}

/** As Node finds it. */
function findFrom(from: string, name: string, locked: NpmPackages['locked']): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (locked[path] !== undefined) return path
    if (at === '') return null
  }
}
