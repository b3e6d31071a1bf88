// Checks what every published package needs besides its code: one version, the fields that npm shows, a README and the licence.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../program-builds.mjs'
import { readManifest, releasedPackages } from './packages.ts'

const FIELDS = ['description', 'license', 'engines', 'keywords', 'files']

/** The problems of all manifests, as texts. */
export const checkManifests = () => {
  const { version } = readManifest('packages/sdk')
  const { repository } = readManifest('.')
  return releasedPackages().flatMap(({ folder, manifest }) =>
    [
      ...FIELDS.filter((field) => manifest[field] === undefined).map((field) => `"${field}" is missing`),
      ...wrongVersions(manifest, version),
      ...wrongFiles(folder),
      ...(JSON.stringify(manifest.repository) === JSON.stringify(repositoryOf(repository, folder))
        ? []
        : ['"repository" differs from that of the root']),
    ].map((problem) => `${folder}: ${problem}`),
  )
}

const repositoryOf = (repository, directory) => repository && { ...repository, directory }

const wrongVersions = (manifest, version) => {
  const ours = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([name]) => name === 'aiflow' || name.startsWith('@aiflow/'),
  )
  return [['version', manifest.version], ...ours]
    .filter(([, found]) => found !== version)
    .map(([name, found]) => `"${name}" is ${found}, but the SDK is ${version}`)
}

const wrongFiles = (folder) => {
  const licence = join(ROOT, folder, 'LICENSE')
  return [
    ...(existsSync(join(ROOT, folder, 'README.md')) ? [] : ['README.md is missing']),
    ...(existsSync(licence) && readFileSync(licence, 'utf8') === readFileSync(join(ROOT, 'LICENSE'), 'utf8')
      ? []
      : ['LICENSE is missing, or differs from that of the root']),
  ]
}
