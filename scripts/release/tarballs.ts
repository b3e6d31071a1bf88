import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { type ReleasedPackage, releasedPackages } from './packages.ts'

const ROOT = dirname(dirname(import.meta.dirname))

/** A package as npm packs it for a publication. */
export interface Tarball extends ReleasedPackage {
  readonly file: string
  readonly bytes: number
  readonly paths: readonly string[]
}

/** What npm says of a tarball that it made. */
interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** Packs all packages into a folder, in the order of their dependencies. */
export function packInto(destination: string): Tarball[] {
  return releasedPackages().map((released) => {
    const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
      cwd: join(ROOT, released.folder),
      encoding: 'utf8',
    })
    // npm prints a list; newer versions print an object by name.
    const [packed] = Object.values<Packed>(JSON.parse(output))
    if (packed === undefined) throw new Error(`npm did not pack "${released.folder}"`)
    const { filename, size, files } = packed
    return { ...released, file: join(destination, filename), bytes: size, paths: files.map(({ path }) => path) }
  })
}
