// Builds the web page. This takes seconds, so a hash of its sources is stored, and an unchanged page is not built again.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const SOURCES = ['packages/ui', 'packages/sdk/src', 'package-lock.json']
const PART_KEPT_MS = 24 * 3_600_000
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
  removeStaleParts(join(folder, 'dist'), new Set(output.map(({ fileName }) => fileName)))
  writeFileSync(stampFile, stamp)
}

/** Parts are named by content, and open pages still request those of earlier builds, so recent ones are kept. */
const removeStaleParts = (folder, written) => {
  for (const name of readdirSync(join(folder, 'assets'))) {
    const path = join(folder, 'assets', name)
    const isOfThisBuild = written.has(`assets/${name.replace(/\.(?:br|gz)$/, '')}`)
    if (!isOfThisBuild && Date.now() - statSync(path).mtimeMs > PART_KEPT_MS) rmSync(path)
  }
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
