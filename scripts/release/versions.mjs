// Checks and writes the version of all packages.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../program-builds.mjs'
import { readManifest } from './packages.ts'

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/
const UNRELEASED = '## [Unreleased]\n'
const CHANGELOG = join(ROOT, 'CHANGELOG.md')
const SDK_VERSION = join(ROOT, 'packages/sdk/src/version.ts')
const PYTHON = join(ROOT, 'packages/python/pyproject.toml')

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()

export const tagOf = (version) => `v${version}`

/** Why `version` cannot be released, as texts. */
export const checkVersion = (version) => {
  const { version: current } = readManifest('packages/sdk')
  if (!VERSION.test(version)) return [`"${version}" is not a version such as 0.3.0`]
  return [
    ...(isNewer(version, current) ? [] : [`${version} is not newer than ${current}`]),
    ...(git('tag', '--list', tagOf(version)) === '' ? [] : [`the tag ${tagOf(version)} exists`]),
  ]
}

const isNewer = (version, current) => {
  const [a, b] = [version, current].map((text) => text.split('.').map(Number))
  const at = a.findIndex((part, index) => part !== b[index])
  return at !== -1 && a[at] > b[at]
}

/** Why the changelog does not fit a release, as texts. */
export const checkChangelog = (version) => {
  const text = readFileSync(CHANGELOG, 'utf8')
  const unreleased = text.split(UNRELEASED)[1]?.split(/^## \[/m)[0]
  return [
    ...(unreleased?.trim() ? [] : ['CHANGELOG.md: there is nothing below "[Unreleased]"']),
    ...(text.includes(`## [${version}]`) ? [`CHANGELOG.md: "[${version}]" already exists`] : []),
  ]
}

/** The tags of the commit that is checked out. */
export const tagsHere = () => git('tag', '--points-at', 'HEAD').split('\n')

/** Changes that are not committed, as git prints them. */
export const uncommitted = () => git('status', '--porcelain')

/** Writes the version everywhere, titles the unreleased changes with it, commits and tags. Returns the tag. */
export const commitVersion = (version, date) => {
  const { workspaces } = readManifest('.')
  for (const folder of workspaces) writeManifest(folder, version)
  replaceIn(SDK_VERSION, /'\d+\.\d+\.\d+'/, `'${version}'`)
  replaceIn(PYTHON, /^version = ".*"$/m, `version = "${version}"`)
  replaceIn(CHANGELOG, UNRELEASED, `${UNRELEASED}\n## [${version}] - ${date}\n`)
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit'], { cwd: ROOT })
  git('commit', '--quiet', '--all', '--message', `Release ${version}`)
  git('tag', '--annotate', tagOf(version), '--message', `AIFlow ${version}`)
  return tagOf(version)
}

const writeManifest = (folder, version) => {
  const file = join(ROOT, folder, 'package.json')
  if (!existsSync(file)) throw new Error(`"${file}" does not exist`)
  const manifest = readManifest(folder)
  manifest.version = version
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(dependencies ?? {})) {
      if (name === 'aiflow' || name.startsWith('@aiflow/')) dependencies[name] = version
    }
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

const replaceIn = (file, pattern, text) => writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text))
