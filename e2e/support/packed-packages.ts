import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ReleasedPackage, releasedPackages } from '../../scripts/release/packages.ts'
import { packInto } from '../../scripts/release/tarballs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/aiflow-packed')
const KEPT_MS = 3_600_000
const LEFT_OUT = /^(?:node_modules|src|test)(?:\/|$)/

/** A package as it would be published. */
export interface PackedPackage extends ReleasedPackage {
  readonly tarball: Buffer
}

/** Packs each package that is released, as npm does. What was packed of the same build is taken again. */
export function packedPackages(): PackedPackage[] {
  const released = releasedPackages()
  const folder = join(CACHE, stampOf(released))
  if (!existsSync(folder)) packOnce(folder)
  return released.map((each) => ({ ...each, tarball: readFileSync(join(folder, fileOf(each))) }))
}

/** Changes with each file that may be packed. */
function stampOf(released: readonly ReleasedPackage[]): string {
  const hash = createHash('sha256')
  for (const { folder } of released) {
    const cwd = join(ROOT, folder)
    for (const path of globSync('**', { cwd, exclude: (name) => LEFT_OUT.test(name) }).sort()) {
      const { size, mtimeMs } = statSync(join(cwd, path))
      hash.update(`${folder}/${path}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** Another test file may pack at the same time; whoever is first wins, and both have the same. */
function packOnce(folder: string): void {
  mkdirSync(CACHE, { recursive: true })
  removeOld()
  const own = mkdtempSync(join(CACHE, 'packing-'))
  packInto(own)
  try {
    renameSync(own, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(own, { recursive: true })
  }
}

function removeOld(): void {
  for (const name of globSync('*', { cwd: CACHE })) {
    const path = join(CACHE, name)
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}

/** The name that npm gives to a tarball. */
function fileOf({ manifest: { name, version } }: ReleasedPackage): string {
  return `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`
}
