// The licences of the packages of others that a bundle contains.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const LICENCES_FILE = 'THIRD-PARTY-LICENSES'
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/
const LICENCE_FILE = /^(?:licence|license|copying|notice)/i
const RULE = `\n\n${'─'.repeat(80)}\n\n`

/** The folder of the package that a module belongs to, undefined if it is none of a package. */
export const packageFolderOf = (module) => PACKAGE_FOLDER.exec(module)?.[0]

/** The packages whose code is in the results of esbuild, as their folders. */
export const bundledPackages = (results) => {
  const modules = results
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0))
    .map(([module]) => module)
  return [...new Set(modules.map(packageFolderOf))].filter((folder) => folder !== undefined).sort()
}

/** The text of the file that is shipped. `apache` is the text for those that only name the Apache License. */
export const describeLicences = (root, folders, apache) => {
  const packages = folders.map((folder) => describePackage(join(root, folder)))
  const needsApache = packages.some(({ hasText, license }) => !hasText && license.includes('Apache-2.0'))
  const texts = packages.map(({ title, text }) => `${title}\n\n${text}`)
  return ['This program contains the following packages.', ...texts, ...(needsApache ? [apache.trim()] : [])].join(RULE)
}

const describePackage = (folder) => {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file))
  if (files.length === 0 && license === undefined) throw new Error(`The package "${name}" does not say its licence.`)
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  const by = author?.name ?? author ?? 'its authors'
  return {
    license,
    hasText: texts.length > 0,
    title: `${name} ${version} (${license})`,
    text: texts.join('\n\n') || `The package has no text of its licence. It is by ${by}, under ${license}.`,
  }
}
