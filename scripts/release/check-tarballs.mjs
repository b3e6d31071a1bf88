// Checks the shape and the types of what users would install.
import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** Files that only a build or a test needs. The templates have tests for users. */
const NOT_SHIPPED = /\.tsbuildinfo$|\.built-from$|\.map$|^(?!templates\/).*\.test\.|\/testing\//
const SHIPPED = ['README.md', 'LICENSE', 'package.json']
/** Kinds of resolution that the packages do not support: they are ES modules with `exports`, for Node 24 and for bundlers. */
const UNSUPPORTED_RESOLUTIONS = ['node10', 'node16-cjs']

/** The problems of all tarballs, as texts. */
export const checkTarballs = async (tarballs) => {
  const problems = []
  for (const tarball of tarballs) problems.push(...(await checkTarball(tarball)))
  return problems
}

const checkTarball = async ({ folder, manifest, file, paths }) => {
  const data = new Uint8Array(readFileSync(file))
  return [
    ...paths.filter((path) => NOT_SHIPPED.test(path)).map((path) => `"${path}" must not be shipped`),
    ...SHIPPED.filter((path) => !paths.includes(path)).map((path) => `"${path}" is missing`),
    ...(await shapeProblems(data)),
    ...(manifest.exports?.['.'] === undefined ? [] : await typeProblems(data)),
  ].map((problem) => `${folder}: ${problem}`)
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
