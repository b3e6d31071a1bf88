// Builds the web page. This takes seconds, so a hash of its sources is stored, and an unchanged page is not built again.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { removeStaleFiles } from './build/stale-files.mjs'
import { packageFolderOf } from './build/third-party-licences.mjs'

const SOURCES = ['packages/ui', 'packages/sdk/src', 'package-lock.json']
const LEFT_OUT = /(?:^|\/)(?:dist|node_modules)(?:\/|$)|\.test\.tsx?$/

/** Builds `packages/ui/dist` in a repository, unless it is up to date. */
export const buildPage = async (root) => {
  const folder = join(root, 'packages/ui')
  const stampFile = join(folder, 'dist/.built-from')
  const stamp = hashOf(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  // Tests set it to another value, which would bundle the development build of React.
  process.env.NODE_ENV = 'production'
  const { output } = await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' })
  refuseMissingLicences(folder, output)
  const written = new Set(output.map(({ fileName }) => fileName))
  removeStaleFiles(join(folder, 'dist/assets'), (name) => written.has(`assets/${name.replace(/\.(?:br|gz)$/, '')}`))
  writeFileSync(stampFile, stamp)
}

/** Vite lists what it bundles. A page that contains more than the list says must not be shipped. */
const refuseMissingLicences = (folder, output) => {
  const licences = readFileSync(join(folder, 'dist/licenses.txt'), 'utf8')
  const modules = output.flatMap(({ moduleIds = [], originalFileNames = [] }) => [...moduleIds, ...originalFileNames])
  const names = new Set(modules.map((module) => packageFolderOf(module)?.split('node_modules/').at(-1)))
  const missing = [...names].filter((name) => name !== undefined && !licences.includes(`## ${name} - `))
  if (missing.length > 0) throw new Error(`The page contains packages without their licences: ${missing.join(', ')}`)
}

const hashOf = (root) => {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => filesOf(root, source))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

const filesOf = (root, path) => {
  if (LEFT_OUT.test(path)) return []
  if (statSync(join(root, path)).isFile()) return [path]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`))
}
