// How the program is bundled. Shared by the build and by scripts that build variants of it.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The entries of the command line. They share chunks, so that a command loads only what it needs. */
const PROGRAM_ENTRIES = { aiflow: 'packages/cli/src/main.ts', server: 'packages/cli/src/server-main.ts' }
/** The reader thread of the server, which must be beside every bundle that contains the server. */
export const READER_ENTRY = { reader: 'packages/server/src/storage/sqlite/reader/reader-main.ts' }
/** Each is a single file without chunks, so that it can be copied to another machine or replaced while it runs. */
const STANDALONE_ENTRIES = {
  worker: 'packages/worker/src/main.ts',
  child: 'packages/worker/src/child/main.ts',
  ...READER_ENTRY,
}

/** CommonJS dependencies inside an ES module still use `require` and other names that only CommonJS has. */
const COMMONJS_REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);"
const COMMONJS_PATHS = { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' }

/**
 * Options of esbuild for all builds. Nothing is minified, so a stack trace can be read without source maps. They would be
 * two thirds of what is shipped.
 */
export const SHARED_OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
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

/** The entries whose source exists. */
export const existing = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(ROOT, source))))

/** Options of esbuild for each of the builds that make up the program. */
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
