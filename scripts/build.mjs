// Builds everything that is shipped: the libraries (JavaScript and declarations), the program with its worker and child, and the web page.
// With `--strict`, type errors fail the build. Without it, as after an install, they do not.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { removeStaleFiles } from './build/stale-files.mjs'
import { bundledPackages, describeLicences, LICENCES_FILE } from './build/third-party-licences.mjs'
import { buildPage } from './build-page.mjs'
import { existing, programBuilds, ROOT, SERVER_PARTS, SHARED_OPTIONS } from './program-builds.mjs'

const LIBRARIES = ['packages/sdk', 'packages/operators', 'packages/server', 'packages/worker']
const PROGRAM_OUT = join(ROOT, 'packages/cli/dist')

/** The source entries of a library by output name: those of its `exports`, and files that its code finds by path. */
const entriesOf = (library) => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, library, 'package.json'), 'utf8'))
  const exported = Object.values(exports).map((target) => [
    relative('dist', target.default).replace(/\.js$/, ''),
    join(library, target.source),
  ])
  const parts = Object.entries(SERVER_PARTS).filter(([, source]) => source.startsWith(`${library}/`))
  return Object.fromEntries([...exported, ...parts])
}

const buildLibrary = (library) =>
  build({
    ...SHARED_OPTIONS,
    entryPoints: existing(entriesOf(library)),
    packages: 'external',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outdir: join(ROOT, library, 'dist'),
  })

const buildProgram = () => programBuilds(PROGRAM_OUT).map((options) => build(options))

const removeStaleChunks = (results) => {
  const written = new Set(
    results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => resolve(ROOT, path))),
  )
  for (const folder of [...LIBRARIES.map((library) => join(ROOT, library, 'dist')), PROGRAM_OUT]) {
    const chunks = join(folder, 'chunks')
    removeStaleFiles(chunks, (name) => written.has(join(chunks, name)))
  }
}

const isOfProgram = (output) => resolve(ROOT, output).startsWith(PROGRAM_OUT)

/** Libraries contain nothing of others. */
const writeLicences = (results) => {
  const apache = readFileSync(join(ROOT, 'LICENSE'), 'utf8')
  writeFileSync(join(PROGRAM_OUT, LICENCES_FILE), describeLicences(ROOT, bundledPackages(results), apache))
}

/** One file for any Node that npm still meets, without chunks or a source map. */
const buildCreator = () =>
  build({
    ...SHARED_OPTIONS,
    entryPoints: [join(ROOT, 'packages/create/src/main.ts')],
    outfile: join(ROOT, 'packages/create/dist/create-aiflow.js'),
    target: 'node20',
    sourcemap: false,
  })

const emitDeclarations = (isStrict) => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const projects = LIBRARIES.map((library) => join(library, 'tsconfig.build.json'))
  const { status } = spawnSync(process.execPath, [tsc, '-b', ...projects], {
    cwd: ROOT,
    stdio: isStrict ? 'inherit' : 'ignore',
  })
  if (status === 0) return
  console.error('build: the declarations have type errors; "npm run types" shows them')
  if (isStrict) process.exitCode = 1
}

/** The pages of the documentation, which assistants search. */
const copyDocuments = () => {
  const target = join(PROGRAM_OUT, 'docs')
  rmSync(target, { recursive: true, force: true })
  const isPage = (path) => (statSync(path).isDirectory() ? !path.endsWith('pictures') : path.endsWith('.md'))
  cpSync(join(ROOT, 'docs'), target, { recursive: true, filter: isPage })
}

/** The Python packages that tasks may import. */
const copyPython = () => {
  const target = join(PROGRAM_OUT, 'python')
  rmSync(target, { recursive: true, force: true })
  const isSource = (path) => (statSync(path).isDirectory() ? !path.endsWith('__pycache__') : /\.(py|typed)$/.test(path))
  cpSync(join(ROOT, 'packages/python/src'), target, { recursive: true, filter: isSource })
}

const startedAt = performance.now()
const builds = await Promise.allSettled([
  ...LIBRARIES.map(buildLibrary),
  ...buildProgram(),
  buildCreator(),
  buildPage(ROOT),
])
emitDeclarations(process.argv.includes('--strict'))
if (builds.every(({ status }) => status === 'fulfilled')) {
  copyDocuments()
  copyPython()
  const results = builds.flatMap(({ value }) => value ?? [])
  removeStaleChunks(results)
  writeLicences(results.filter((result) => Object.keys(result.metafile.outputs).some(isOfProgram)))
  console.log(`build: ${Math.round(performance.now() - startedAt)} ms`)
} else {
  // esbuild has already printed its errors with their places; other errors are printed here.
  for (const { reason } of builds) if (reason !== undefined && reason.errors === undefined) console.error(reason)
  console.error('build: failed')
  process.exitCode = 1
}
