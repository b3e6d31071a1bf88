import { isRegistrySpec, type LockedPackage, type NpmPackages } from '@aiflow/sdk/internal/wire'
import { isRecord } from './installed-package.ts'
import { findEntry, type LockEntry, lockName, type NpmLock } from './npm-lock.ts'

/** Why packages cannot be taken from a lock, for people. */
export class LockProblem extends Error {}

/** A package in its place in the environment. */
interface Placed {
  readonly path: string
  /** Its place in the lock of the project. */
  readonly origin: string
  readonly needs: readonly Need[]
}

interface Need {
  readonly name: string
  readonly path: string
  readonly isOptional: boolean
}

/**
 * The part of a lock that some of its packages need: them and everything below them, whatever the platform. What the bundle
 * imports comes to the top, where the bundle finds it; the others as near to the top as possible.
 *
 * Ranges become the versions that they were resolved to, so that nothing is decided again, whatever `overrides` and settings
 * the project has. Addresses are left out: each worker has its own registry, and the digest says what it has to be.
 *
 * Throws `LockProblem`.
 */
export function lockedPackages(lock: NpmLock, roots: ReadonlyMap<string, string>): NpmPackages {
  const placement = new Placement(lock)
  for (const [name, origin] of roots) placement.placeAtTop(name, origin)
  placement.placeNeeded()
  const required = requiredOf(placement.placed, [...roots.keys()])
  const locked = [...placement.placed.values()].map((each) => {
    return [each.path, entryFor(each, { lock, placement, isOptional: !required.has(each.path) })] as const
  })
  const dependencies = [...roots].map(([name, origin]) => [name, specOf(lock, name, origin)] as const)
  return { dependencies: Object.fromEntries(dependencies), locked: Object.fromEntries(locked) }
}

class Placement {
  readonly placed = new Map<string, Placed>()
  readonly #lock: NpmLock
  readonly #waiting: { path: string; origin: string }[] = []
  readonly #origins = new Map<string, string>()

  constructor(lock: NpmLock) {
    this.#lock = lock
  }

  placeAtTop(name: string, origin: string): void {
    this.#put(`node_modules/${name}`, origin)
  }

  placeNeeded(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const needs = this.#needsOf(next.path, next.origin)
      this.placed.set(next.path, { ...next, needs })
    }
  }

  originOf(path: string): string {
    return this.#origins.get(path) ?? ''
  }

  #needsOf(path: string, origin: string): Need[] {
    const entry = entryAt(this.#lock, origin)
    const optional = recordOf(entry.optionalDependencies)
    const optionalPeers = recordOf(entry.peerDependenciesMeta)
    const required = { ...recordOf(entry.peerDependencies), ...recordOf(entry.dependencies) }
    return Object.entries({ ...required, ...optional }).flatMap(([name, spec]) => {
      const isPeer = !(name in optional) && recordOf(entry.dependencies)[name] === undefined
      if (isPeer && isRecord(optionalPeers[name]) && optionalPeers[name].optional === true) return []
      const found = findEntry(this.#lock, name, origin)
      if (found === null && (isPeer || name in optional)) return []
      if (found === null) throw new LockProblem(incomplete(this.#lock, origin, name))
      requireRegistry(this.#lock, { name, spec, origin: found })
      return [{ name, path: this.#place(name, found, path), isOptional: name in optional }]
    })
  }

  /** The path at which a package finds what it needs. */
  #place(name: string, origin: string, from: string): string {
    const within = entryAt(this.#lock, origin).inBundle === true ? this.#withinItsPackage(origin, from) : null
    if (within !== null) return this.#put(within, origin)
    const own = `${from}/node_modules/${name}`
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
      const there = this.#origins.get(path)
      if (there === origin) return path
      // Another version is in the way.
      if (there !== undefined) return this.#put(own, origin)
      if (at === '') return this.#put(path, origin)
    }
  }

  /** What comes within a package has its place below that package. */
  #withinItsPackage(origin: string, from: string): string | null {
    for (let at = from; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const holder = this.#origins.get(at)
      if (holder !== undefined && origin.startsWith(`${holder}/`) && entryAt(this.#lock, holder).inBundle !== true)
        return at + origin.slice(holder.length)
    }
    return null
  }

  #put(path: string, origin: string): string {
    if (!this.#origins.has(path)) this.#waiting.push({ path, origin })
    this.#origins.set(path, origin)
    return path
  }
}

/** The paths of packages without which the bundle does not work. The others may be missing on a platform. */
function requiredOf(placed: ReadonlyMap<string, Placed>, roots: readonly string[]): ReadonlySet<string> {
  const required = new Set<string>()
  const waiting = roots.map((name) => `node_modules/${name}`)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (required.has(path)) continue
    required.add(path)
    for (const need of placed.get(path)?.needs ?? []) if (!need.isOptional) waiting.push(need.path)
  }
  return required
}

interface EntryOptions {
  readonly lock: NpmLock
  readonly placement: Placement
  readonly isOptional: boolean
}

function entryFor({ origin, needs }: Placed, { lock, placement, isOptional }: EntryOptions): LockedPackage {
  const entry = entryAt(lock, origin)
  const { version, name, integrity, inBundle, hasInstallScript, bundleDependencies } = entry
  if (typeof version !== 'string') throw new LockProblem(noVersion(lock, origin))
  if (typeof integrity !== 'string' && inBundle !== true) throw new LockProblem(noIntegrity(lock, origin, version))
  const specs = (optional: boolean) =>
    Object.fromEntries(
      needs
        .filter((need) => need.isOptional === optional)
        .map((need) => [need.name, specOf(lock, need.name, placement.originOf(need.path))]),
    )
  const [dependencies, optionalDependencies] = [specs(false), specs(true)]
  return {
    ...(typeof name === 'string' && { name }),
    version,
    ...(typeof integrity === 'string' && { integrity }),
    ...(inBundle === true && { inBundle }),
    ...(isOptional && { optional: true }),
    ...(hasInstallScript === true && { hasInstallScript }),
    ...(Object.keys(dependencies).length > 0 && { dependencies }),
    ...(Object.keys(optionalDependencies).length > 0 && { optionalDependencies }),
    ...(Array.isArray(bundleDependencies) && { bundleDependencies: bundleDependencies.filter(isText) }),
    ...platformsOf(entry),
  }
}

function platformsOf(entry: LockEntry): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const { os, cpu, libc } = entry
  return {
    ...(Array.isArray(os) && { os: os.filter(isText) }),
    ...(Array.isArray(cpu) && { cpu: cpu.filter(isText) }),
    ...(Array.isArray(libc) && { libc: libc.filter(isText) }),
  }
}

/** How a `package.json` names exactly this version. */
function specOf(lock: NpmLock, name: string, origin: string): string {
  const { version, name: own } = entryAt(lock, origin)
  return typeof own === 'string' && own !== name ? `npm:${own}@${version}` : String(version)
}

/** Throws `LockProblem` if a package is from elsewhere than a registry: git, an address or a folder. */
export function requireRegistry(lock: NpmLock, { name, spec, origin }: RequestedPackage): void {
  const { resolved, link } = entryAt(lock, origin)
  if (link === true) throw new LockProblem(isLink(lock, name))
  const from = typeof spec === 'string' && !isRegistrySpec(spec) ? spec : resolved
  if (typeof from !== 'string') return
  const isElsewhere = from === spec || !/^https?:/.test(from)
  if (isElsewhere) throw new LockProblem(notFromRegistry(lock, name, withoutSecrets(from)))
}

export interface RequestedPackage {
  readonly name: string
  /** What depends on it says so. */
  readonly spec: unknown
  readonly origin: string
}

function entryAt({ entries }: NpmLock, path: string): LockEntry {
  return entries.get(path) ?? {}
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** An address may hold a password. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '')
}

function incomplete(lock: NpmLock, origin: string, name: string): string {
  return `${lockName(lock)} is not complete: "${origin}" needs "${name}", which is not in it. Write it again: npm install`
}

function noVersion(lock: NpmLock, origin: string): string {
  return `${lockName(lock)} names no version of "${origin}". Write it again: npm install`
}

function noIntegrity(lock: NpmLock, origin: string, version: string): string {
  return `${lockName(lock)} has no "integrity" of "${origin}" (${version}), so nobody could tell what workers install. Remove node_modules and the lock, and write it again: npm install`
}

function isLink(lock: NpmLock, name: string): string {
  return `"${name}" is a folder of the project (a link in ${lockName(lock)}). Workers install packages of a registry only: publish it, or leave it out of "external", so that it is bundled.`
}

function notFromRegistry(lock: NpmLock, name: string, from: string): string {
  return `"${name}" comes from "${from}", as ${lockName(lock)} says. Workers install packages of a registry only: publish it, or use a version that is.`
}
