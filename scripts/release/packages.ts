// The packages that are published, in the order of their dependencies.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const ROOT = dirname(dirname(import.meta.dirname))
const FOLDERS = [
  'packages/sdk',
  'packages/operators',
  'packages/server',
  'packages/worker',
  'packages/ui',
  'packages/cli',
  'packages/create',
]

/** The fields of a `package.json` that have a meaning for a release. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly [field: string]: unknown
}

export interface ReleasedPackage {
  readonly folder: string
  readonly manifest: Manifest
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
}

export function releasedPackages(): ReleasedPackage[] {
  return FOLDERS.map((folder) => ({ folder, manifest: readManifest(folder) }))
}
