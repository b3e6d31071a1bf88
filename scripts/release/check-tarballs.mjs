// Checks what users would install: packs every package as npm does, and inspects the tarballs.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { ROOT } from '../program-builds.mjs'
import { releasedPackages } from './packages.ts'

/** Files that only a build or a test needs. */
const NOT_SHIPPED = /\.tsbuildinfo$|\.built-from$|\.map$|\.test\.|\/testing\//
/** Kinds of resolution that the packages do not support: they are ES modules with `exports`, for Node 24 and for bundlers. */
const UNSUPPORTED_RESOLUTIONS = ['node10', 'node16-cjs']

/** Prints each tarball, and returns the problems of all as texts. */
export const checkTarballs = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-release-'))
  try {
    const problems = []
    for (const released of releasedPackages()) problems.push(...(await checkTarball(released, folder)))
    return problems
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const checkTarball = async ({ folder, manifest }, destination) => {
  const packed = pack(join(ROOT, folder), destination)
  const megabytes = (packed.size / 1e6).toFixed(2)
  console.log(`  ${packed.filename}: ${packed.files.length} files, ${megabytes} MB`)
  const data = new Uint8Array(readFileSync(join(destination, packed.filename)))
  return [
    ...packed.files.filter(({ path }) => NOT_SHIPPED.test(path)).map(({ path }) => `"${path}" must not be shipped`),
    ...(await shapeProblems(data)),
    ...(manifest.exports?.['.'] === undefined ? [] : await typeProblems(data)),
  ].map((problem) => `${folder}: ${problem}`)
}

const pack = (folder, destination) => {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
  })
  const answer = JSON.parse(output)
  // npm prints a list; newer versions print an object by name.
  return Object.values(answer)[0]
}

const shapeProblems = async (data) => {
  const { messages, pkg } = await publint({ pack: { tarball: data.buffer }, level: 'warning', strict: true })
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

const typeProblems = async (data) => {
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(data))
  if (types === false) return ['no types are shipped']
  return problems
    .filter(({ resolutionKind }) => !UNSUPPORTED_RESOLUTIONS.includes(resolutionKind))
    .map(({ kind, entrypoint = '', resolutionKind = '' }) => `types: ${kind} ${entrypoint} ${resolutionKind}`)
}
