import { spawnSync } from 'node:child_process'
import type { PackageManager } from './package-manager.ts'

/** npm would warn that our packages are for a newer Node than the one that runs npm, where the project brings its own. */
const QUIET = ['--loglevel=error', '--no-fund', '--no-audit']

/** Installs what the project needs, and shows what the package manager says. Returns whether that worked. */
export function install(folder: string, { name }: PackageManager): boolean {
  const { status } = spawnSync(name, ['install', ...(name === 'npm' ? QUIET : [])], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    // On Windows, package managers are scripts of the shell.
    shell: process.platform === 'win32',
  })
  return status === 0
}
