import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tarball } from './tarballs.ts'

/**
 * The most that each tarball may have, in kB: what it had when this was written, and a fifth more. Raise a bound if the
 * growth is meant.
 */
const MAX_PACKED_KB: Readonly<Record<string, number>> = {
  '@aiflow/sdk': 240,
  '@aiflow/operators': 66,
  '@aiflow/server': 560,
  '@aiflow/worker': 190,
  '@aiflow/ui': 3600,
  aiflow: 2400,
  'create-aiflow': 22,
}
/** The most that `npm install aiflow @aiflow/sdk` may add to a project. */
const MAX_INSTALLED_KB = 52_000
const MAX_INSTALLED_PACKAGES = 8

/** Prints the size of each tarball, and returns the problems of all as texts. */
export function checkPackedSizes(tarballs: readonly Tarball[], bounds = MAX_PACKED_KB): string[] {
  return tarballs.flatMap(({ manifest: { name }, bytes, paths }) => {
    const kilobytes = Math.ceil(bytes / 1000)
    const bound = bounds[name]
    console.log(`  ${name}: ${kilobytes} kB in ${paths.length} files`)
    if (bound === undefined) return [`${name}: "check-sizes.ts" has no bound for its size`]
    return kilobytes > bound ? [`${name}: ${kilobytes} kB are more than its bound of ${bound} kB`] : []
  })
}

/** Installs the tarballs in an empty project, prints what that adds, and returns what is wrong with it as texts. */
export function checkInstalledSize(tarballs: readonly Tarball[], maxKilobytes = MAX_INSTALLED_KB): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-installed-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    const files = tarballs.filter(({ manifest }) => isInstalled(manifest.name)).map(({ file }) => file)
    execFileSync('npm', ['install', '--no-audit', '--ignore-scripts', '--loglevel=error', ...files], { cwd: folder })
    const kilobytes = Math.ceil(bytesIn(folder) / 1000)
    const packages = Object.keys(installedIn(folder)).length
    console.log(`  installed: ${kilobytes} kB in ${packages} packages`)
    return [
      ...(kilobytes > maxKilobytes ? [`the installed program has ${kilobytes} kB, more than ${maxKilobytes} kB`] : []),
      ...(packages > MAX_INSTALLED_PACKAGES ? [`${packages} packages are more than ${MAX_INSTALLED_PACKAGES}`] : []),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The program contains the server and the worker. */
function isInstalled(name: string): boolean {
  return ['aiflow', '@aiflow/sdk', '@aiflow/ui'].includes(name)
}

function installedIn(folder: string): Record<string, unknown> {
  const output = execFileSync('npm', ['query', '*', '--expect-results=true'], { cwd: folder, encoding: 'utf8' })
  const found: { name?: string; location: string }[] = JSON.parse(output)
  return Object.fromEntries(found.filter(({ location }) => location !== '').map(({ location }) => [location, true]))
}

function bytesIn(path: string): number {
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
}
