// Makes and publishes releases:
//   npm run release -- VERSION [--dry-run]   checks everything, then writes the version, commits and tags
//   npm run release -- --dry-run [--built]   checks the packages alone, without a version to release
//   npm run release -- --publish             checks the packages of the tag that is checked out, then publishes them
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from './program-builds.mjs'
import { checkLicences } from './release/check-licences.mjs'
import { checkManifests } from './release/check-manifests.mjs'
import { checkInstalledSize, checkPackedSizes } from './release/check-sizes.ts'
import { checkTarballs } from './release/check-tarballs.mjs'
import { readManifest, releasedPackages } from './release/packages.ts'
import { checkPublication, publish } from './release/publication.ts'
import { packInto } from './release/tarballs.ts'
import { checkChangelog, checkVersion, commitVersion, tagOf, tagsHere, uncommitted } from './release/versions.mjs'

const FLAGS = { 'dry-run': { type: 'boolean' }, built: { type: 'boolean' }, publish: { type: 'boolean' } }
const { values, positionals } = parseArgs({ options: FLAGS, allowPositionals: true })
const [version] = positionals
const isDryRun = values['dry-run'] === true
const isPublication = values.publish === true
if (version === undefined && !isDryRun && !isPublication) {
  console.error('The version is missing. Usage: npm run release -- VERSION [--dry-run]')
  process.exit(2)
}

/** Builds from scratch, because a build keeps parts of earlier ones. */
const rebuild = () => {
  for (const { folder } of releasedPackages()) rmSync(join(ROOT, folder, 'dist'), { recursive: true, force: true })
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  return status === 0 ? [] : ['the build failed']
}

const checkClean = () => (uncommitted() === '' ? [] : ['there are changes that are not committed'])

const problems = []
const check = async (title, find) => {
  console.log(`── ${title}`)
  const found = await find()
  for (const problem of found) console.error(`  FAILED  ${problem}`)
  problems.push(...found)
}

const finish = (tarballs) => {
  if (problems.length > 0) {
    const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
    console.error(`\n${count}; nothing was changed or published.`)
    process.exitCode = 1
  } else if (isDryRun) {
    const would = `would write version ${version}, commit it and tag it ${tagOf(version)}`
    console.log(`\nAll checks passed.${version === undefined ? '' : ` Without --dry-run this ${would}.`}`)
  } else if (isPublication) {
    // Only a workflow that has an identity can prove where a package was built.
    const isProvable = process.env.ACTIONS_ID_TOKEN_REQUEST_URL !== undefined
    publish(tarballs, isProvable ? ['--provenance'] : [])
  } else {
    const tag = commitVersion(version, new Date().toISOString().slice(0, 10))
    console.log(`\nTagged ${tag}. Push the commit and the tag: the workflow "Release" publishes the packages.`)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'aiflow-release-'))
try {
  if (version !== undefined) {
    await check('version', () => checkVersion(version))
    await check('changelog', () => checkChangelog(version))
  }
  await check('manifests', checkManifests)
  if (isPublication) {
    const root = { ...readManifest('packages/sdk'), repository: readManifest('.').repository }
    await check('publication', () => checkPublication(root, tagsHere()))
  }
  if (!isDryRun) await check('working tree', checkClean)
  if (!values.built) await check('build', rebuild)
  await check('licences', () => checkLicences())
  const tarballs = packInto(folder)
  await check('tarballs', () => checkTarballs(tarballs))
  await check('sizes', () => [...checkPackedSizes(tarballs), ...checkInstalledSize(tarballs)])
  finish(tarballs)
} finally {
  rmSync(folder, { recursive: true })
}
