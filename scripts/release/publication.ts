import { execFileSync, spawnSync } from 'node:child_process'
import type { Manifest } from './packages.ts'
import type { Tarball } from './tarballs.ts'

/** Why what is checked out cannot be published, as texts. `tags` are those of its commit. */
export function checkPublication({ version, repository }: Manifest, tags: readonly string[]): string[] {
  return [
    ...(repository === undefined ? ['"repository" is missing in the root "package.json" and in the packages'] : []),
    ...(tags.includes(`v${version}`) ? [] : [`this commit has no tag v${version}`]),
  ]
}

/**
 * Publishes in the given order, so that what a package depends on is there before it. What is published already is left
 * out, so a publication that broke off can be run again. `flags` are those of npm.
 */
export function publish(tarballs: readonly Tarball[], flags: readonly string[]): void {
  for (const { manifest, file } of tarballs) {
    const id = `${manifest.name}@${manifest.version}`
    if (isPublished(id, flags)) console.log(`  ${id} is published already`)
    else execFileSync('npm', ['publish', file, '--access', 'public', ...flags], { stdio: 'inherit' })
  }
}

function isPublished(id: string, flags: readonly string[]): boolean {
  const { status, stdout } = spawnSync('npm', ['view', id, 'version', ...flags], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== ''
}
