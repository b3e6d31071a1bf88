// Checks that the program ships the licences of everything in it. esbuild writes above each module where it comes from.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LICENCES_FILE } from '../build/third-party-licences.mjs'
import { ROOT } from '../program-builds.mjs'

const PROGRAM = join(ROOT, 'packages/cli/dist')
const BUNDLED_MODULE = /^\/\/ (?:.*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm

/** The packages in a folder of bundles that its file of licences does not name, as texts. */
export const checkLicences = (folder = PROGRAM) => {
  const titles = readFileSync(join(folder, LICENCES_FILE), 'utf8')
  const bundles = globSync('**/*.js', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'))
  const names = new Set(bundles.flatMap((code) => [...code.matchAll(BUNDLED_MODULE)].map(([, name]) => name)))
  if (names.size === 0) return ['the program names none of the packages in it, so their licences cannot be checked']
  return [...names]
    .filter((name) => !titles.includes(`\n${name} `))
    .map((name) => `${LICENCES_FILE} lacks "${name}", which is in the program`)
}
