import { builtinModules } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { isPackageName, type NpmPackages } from '@aiflow/sdk/internal/wire'
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import {
  findInstalled,
  type InstalledPackage,
  isInstalledFolder,
  isRecord,
  packageOf,
  readFields,
} from './installed-package.ts'
import { LockProblem, lockedPackages, requireRegistry } from './locked-packages.ts'
import { isNative } from './native-package.ts'
import { findLock, lockName, type NoLock, type NpmLock } from './npm-lock.ts'

const BARE = /^[^./#]/
const OURS = '@aiflow/'
const DEPENDENCIES = ['dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'] as const

/** A package that the bundle imports when it runs. */
export interface ExternalPackage {
  readonly name: string
  /** Where it is installed in the project. */
  readonly folder: string
  readonly installedVersion: string
  readonly lockedVersion: string
  /** Its place in the lock. */
  readonly origin: string
}

type Verdict =
  | { readonly type: 'bundled' }
  | { readonly type: 'external' }
  | { readonly type: 'refused'; readonly text: string }

const BUNDLED: Verdict = { type: 'bundled' }

/**
 * Leaves packages out of a bundle: those that have a native part, and those that the author named. Workers install them, with
 * the versions of the lock of the project.
 */
export class ExternalPackages {
  readonly #named: ReadonlySet<string>
  readonly #folder: string
  readonly #found = new Map<string, ExternalPackage>()
  readonly #verdicts = new Map<string, Verdict>()
  #lock: NpmLock | NoLock | null = null

  /** `folder` is that of the workflow file. */
  constructor(folder: string, named: readonly string[]) {
    this.#folder = folder
    this.#named = new Set(named)
  }

  plugin(): Plugin {
    return {
      name: 'external-packages',
      setup: (build) => build.onResolve({ filter: BARE }, (request) => this.#resolve(request)),
    }
  }

  /** By name. */
  get all(): readonly ExternalPackage[] {
    return [...this.#found.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
  }

  /** The lock that says what workers install; null if the bundle contains everything. */
  get lockFile(): string | null {
    const lock = this.#theLock()
    return this.#found.size === 0 || 'problem' in lock ? null : lock.file
  }

  /** What workers install; null if the bundle contains everything. Throws `LockProblem`. */
  packages(): NpmPackages | null {
    const lock = this.#theLock()
    if (this.#found.size === 0 || 'problem' in lock) return null
    const packages = lockedPackages(lock, new Map(this.all.map(({ name, origin }) => [name, origin])))
    const denied = deniedScripts(lock)
    return denied.length === 0 ? packages : { ...packages, withoutScripts: denied }
  }

  #resolve({ path, kind, resolveDir }: OnResolveArgs): OnResolveResult | undefined {
    const name = packageOf(path)
    const isOther = kind === 'entry-point' || path.includes(':') || builtinModules.includes(name)
    if (isOther || name.startsWith(OURS) || !isPackageName(name)) return undefined
    const verdict = this.#judge(name, resolveDir)
    if (verdict.type === 'refused') return { errors: [{ text: verdict.text }] }
    return verdict.type === 'external' ? { path, external: true } : undefined
  }

  #judge(name: string, from: string): Verdict {
    const found = findInstalled(name, from)
    const isNamed = this.#named.has(name)
    // The compiler says what is not installed.
    if (found === null) return isNamed ? { type: 'refused', text: notInstalled(name) } : BUNDLED
    const known = this.#verdicts.get(found.folder)
    if (known !== undefined) return known
    const verdict = isNamed || isNative(found) ? this.#judgeExternal(found, { from, isNamed }) : BUNDLED
    this.#verdicts.set(found.folder, verdict)
    return verdict
  }

  #judgeExternal(found: InstalledPackage, { from, isNamed }: { from: string; isNamed: boolean }): Verdict {
    try {
      this.#add(this.#locate(found))
      return { type: 'external' }
    } catch (error) {
      if (!(error instanceof LockProblem)) throw error
      // What a package needs only if it is there, such as "bufferutil", must not keep a project without a lock from working.
      if (!isNamed && isInstalledFolder(from)) return BUNDLED
      const why = isNamed ? 'is named in "external"' : 'has a native part, which a bundle cannot contain'
      return { type: 'refused', text: `"${found.name}" ${why}, so workers have to install it. ${error.message}` }
    }
  }

  #locate({ name, folder, manifest }: InstalledPackage): ExternalPackage {
    const lock = this.#theLock()
    if ('problem' in lock) throw new LockProblem(lock.problem)
    const origin = relative(lock.folder, folder).split(sep).join('/')
    const entry = lock.entries.get(origin)
    if (!origin.includes('node_modules/') || entry === undefined) throw new LockProblem(notLocked(lock, name, origin))
    for (const spec of [null, ...specsOf(lock, name)]) requireRegistry(lock, { name, spec, origin })
    return {
      name,
      folder,
      installedVersion: String(manifest.version ?? '?'),
      lockedVersion: String(entry.version ?? '?'),
      origin,
    }
  }

  #add(external: ExternalPackage): void {
    const other = this.#found.get(external.name)
    if (other !== undefined && other.origin !== external.origin) {
      throw new LockProblem(
        `The bundle would import two versions of it, ${other.lockedVersion} and ${external.lockedVersion}. Name the packages that import it in "external", too: each then finds its own.`,
      )
    }
    this.#found.set(external.name, external)
  }

  #theLock(): NpmLock | NoLock {
    this.#lock ??= findLock(this.#folder)
    return this.#lock
  }
}

/** What the project and its workspaces say about a package. */
function specsOf({ entries }: NpmLock, name: string): unknown[] {
  const own = [...entries].filter(([path]) => !path.includes('node_modules'))
  return own.flatMap(([, entry]) =>
    DEPENDENCIES.flatMap((field) => {
      const named = entry[field]
      return isRecord(named) && named[name] !== undefined ? [named[name]] : []
    }),
  )
}

/** Packages whose install scripts the project has denied: "allowScripts" of its `package.json`. */
function deniedScripts({ file }: NpmLock): string[] {
  const allowed = readFields(join(dirname(file), 'package.json'))?.allowScripts
  if (!isRecord(allowed)) return []
  return Object.keys(allowed).filter((name) => allowed[name] === false && isPackageName(name))
}

function notInstalled(name: string): string {
  return `"${name}" is named in "external", but it is not installed in the project. Install it: npm install ${name}`
}

function notLocked(lock: NpmLock, name: string, place: string): string {
  if (!place.includes('node_modules/'))
    return `"${name}" is a folder of the project ("${place}"). Workers install packages of a registry only: publish it, or leave it out of "external", so that it is bundled.`
  return `${lockName(lock)} does not have "${place}", which is installed. Bring both together: npm install`
}
