// How the program is bundled: shared by the build and by what builds variants of it.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the command line runs; its parts share chunks, so that a command loads only what it needs. */
const PROGRAM_ENTRIES = { aiflow: 'packages/cli/src/main.ts', server: 'packages/cli/src/server-main.ts' }
/** The thread of the server that reads the store, which lies beside whatever has the server in it. */
export const READER_ENTRY = { reader: 'packages/server/src/storage/sqlite/reader/reader-main.ts' }
/** Each is one file that stands alone, so that it can be copied to another machine or replaced while it runs. */
const STANDALONE_ENTRIES = {
  worker: 'packages/worker/src/main.ts',
  child: 'packages/worker/src/child/main.ts',
  ...READER_ENTRY,
}

/** CommonJS dependencies inside an ES module still ask for what only CommonJS has. */
const COMMONJS_REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);"
const COMMONJS_PATHS = { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' }

/** Options of esbuild for everything that is built. */
export const SHARED_OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: 'linked',
  logLevel: 'warning',
  metafile: true,
}

const BUNDLED_OPTIONS = {
  ...SHARED_OPTIONS,
  conditions: ['source'],
  external: ['esbuild'],
  banner: { js: COMMONJS_REQUIRE },
  define: COMMONJS_PATHS,
}

/** The entries whose source is there. */
export const existing = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(ROOT, source))))

/** Options of esbuild, a set for each of the builds that together are the program. */
export const programBuilds = (outdir) => [
  {
    ...BUNDLED_OPTIONS,
    entryPoints: existing(PROGRAM_ENTRIES),
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outdir,
  },
  { ...BUNDLED_OPTIONS, entryPoints: existing(STANDALONE_ENTRIES), outdir },
]
