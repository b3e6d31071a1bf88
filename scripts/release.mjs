// Makes a release: npm run release -- VERSION [--dry-run]. It checks everything first, then writes the version, commits and tags.
// It neither pushes nor publishes.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './program-builds.mjs'
import { checkLicences } from './release/check-licences.mjs'
import { checkManifests } from './release/check-manifests.mjs'
import { checkTarballs } from './release/check-tarballs.mjs'
import { releasedPackages } from './release/packages.ts'
import { checkChangelog, checkVersion, commitVersion, tagOf, uncommitted } from './release/versions.mjs'

const isDryRun = process.argv.includes('--dry-run')
const [version] = process.argv.slice(2).filter((word) => !word.startsWith('-'))
if (version === undefined) {
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

await check('version', () => checkVersion(version))
await check('changelog', () => checkChangelog(version))
await check('manifests', checkManifests)
if (!isDryRun) await check('working tree', checkClean)
await check('build', rebuild)
await check('licences', checkLicences)
await check('tarballs', checkTarballs)

if (problems.length > 0) {
  console.error(`\n${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing was changed.`)
  process.exitCode = 1
} else if (isDryRun) {
  console.log(
    `\nAll checks passed. Without --dry-run this would write version ${version}, commit it and tag it ${tagOf(version)}.`,
  )
} else {
  const tag = commitVersion(version, new Date().toISOString().slice(0, 10))
  console.log(
    `\nTagged ${tag}. Now push the commit and the tag, and publish each package: npm publish --workspace NAME`,
  )
}
