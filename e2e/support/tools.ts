import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/aiflow-tools', import.meta.url))

/** The package that carries a Node of some version for this machine. */
export const NODE_PACKAGE = `node-${process.platform}-${process.arch}`

/** Installs programs, such as a Node or a package manager, and returns the folder that has them for `PATH`. */
export async function installTools(...packages: string[]): Promise<string> {
  const folder = join(CACHE, packages.join('+').replaceAll('/', '-'))
  if (!existsSync(folder)) await installInto(folder, packages)
  return join(folder, 'node_modules/.bin')
}

/** The folder of something that tests install once. */
export function toolFolder(name: string): string {
  mkdirSync(CACHE, { recursive: true })
  return join(CACHE, name)
}

/** Another run may install the same at the same time; whoever is first wins. */
async function installInto(folder: string, packages: readonly string[]): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const own = mkdtempSync(join(CACHE, 'installing-'))
  writeFileSync(join(own, 'package.json'), '{ "private": true }')
  await promisify(execFile)('npm', ['install', '--no-save', '--no-audit', ...packages], { cwd: own })
  try {
    renameSync(own, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
    rmSync(own, { recursive: true })
  }
}
