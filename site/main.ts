// Builds the documentation as a site, and serves it: npm run site [-- --build] [--version v0.3] [--prefix /docs/] [--out DIR] [--port N]
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isVersion, NEXT } from './versions.ts'

const SITE = import.meta.dirname
const { values } = parseArgs({
  options: {
    build: { type: 'boolean', default: false },
    version: { type: 'string', default: NEXT },
    prefix: { type: 'string', default: '/' },
    out: { type: 'string', default: join(SITE, 'dist') },
    port: { type: 'string', default: '4173' },
  },
})
if (!isVersion(values.version)) {
  console.error(`"${values.version}" is not a version of the site. Use "${NEXT}", or a release such as "v0.3".`)
  process.exit(2)
}
if (!/^\/(.+\/)?$/.test(values.prefix)) {
  console.error(`"${values.prefix}" is not a place. It begins and ends with "/", such as "/docs/".`)
  process.exit(2)
}

/** What the site is built with is no dependency of the program, so it is installed only here, and again when it changes. */
const installed = join(SITE, 'node_modules/.package-lock.json')
const isInstalled =
  existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(SITE, 'package-lock.json')).mtimeMs
if (!isInstalled) {
  console.log('Installing what the site is built with …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: SITE, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

if (values.build) {
  const { status } = spawnSync(process.execPath, [join(SITE, 'node_modules/typescript/bin/tsc'), '-p', SITE], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
}

const out = resolve(values.out)
// What VitePress is built on takes the settings of TypeScript from here.
process.chdir(SITE)
const { buildSite } = await import('./build.ts')
const problems = await buildSite({ version: values.version, prefix: values.prefix, out }).catch((error: unknown) => [
  error instanceof Error ? error.message : String(error),
])
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

if (values.build) {
  console.log(`The site is in ${join(out, values.version)}`)
} else {
  const { serve } = await import('./serve.ts')
  console.log(`${await serve(out, Number(values.port))}${values.version}/   (Ctrl-C ends it)`)
}
