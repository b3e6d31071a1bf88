import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { readText } from '../read-text.ts'

const PACKAGES = 'node_modules'
const NAME = /^(?:@[^/]+\/)?[^/]+/

/** What a `package.json` may say about a package. */
export interface PackageManifest {
  readonly name?: unknown
  readonly version?: unknown
  readonly [field: string]: unknown
}

/** A package below a `node_modules` of the project. */
export interface InstalledPackage {
  readonly name: string
  /** Absolute, without links. */
  readonly folder: string
  readonly manifest: PackageManifest
}

/** The package that an import means, without the path inside it. */
export function packageOf(specifier: string): string {
  return NAME.exec(specifier)?.[0] ?? specifier
}

/** Finds a package as Node does, from the folder of the file that imports it. Null if there is none. */
export function findInstalled(name: string, from: string): InstalledPackage | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, PACKAGES, name)
    if (existsSync(join(place, 'package.json'))) return readInstalled(name, realpathSync(place))
    if (dirname(folder) === folder) return null
  }
}

/** Whether a folder belongs to an installed package, and not to the author. */
export function isInstalledFolder(folder: string): boolean {
  return folder.split(sep).includes(PACKAGES)
}

function readInstalled(name: string, folder: string): InstalledPackage {
  return { name, folder, manifest: readManifest(join(folder, 'package.json')) }
}

/** Empty if it cannot be read, which the compiler or Node say. */
function readManifest(file: string): PackageManifest {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(manifest) ? manifest : {}
  } catch {
    return {}
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of a file of JSON. Null if it does not exist. Throws if it cannot be read. */
export function readFields(file: string): Readonly<Record<string, unknown>> | null {
  if (!existsSync(file)) return null
  const value: unknown = JSON.parse(readText(file))
  return isRecord(value) ? value : {}
}
