// How the program is bundled. Shared by the build and by scripts that build variants of it.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asciiOnly } from './build/ascii-only.mjs'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The command line, whose commands share chunks, so that each loads only what it needs; and what answers assistants. */
const COMMANDS = { aiflow: 'packages/cli/src/main.ts', mcp: 'packages/mcp/src/index.ts' }
/**
 * The server has chunks of its own. What it shares with the commands would come in dozens of files, each for what some of
 * them need, and to find these was a fifth of its start.
 */
const SERVER = { server: 'packages/cli/src/server-main.ts', 'run-server': 'packages/cli/src/server/run-server.ts' }
/**
 * Files of the server that must be beside every bundle that contains it: its reader thread, and libraries that it loads when
 * they are first used.
 */
export const SERVER_PARTS = {
  reader: 'packages/server/src/storage/sqlite/reader/reader-main.ts',
  cel: 'packages/server/src/formulas/cel/cel-library.ts',
  patterns: 'packages/server/src/formulas/pattern-library.ts',
  schemas: 'packages/server/src/parameters/schema-library.ts',
  'file-sender': 'packages/server/src/http/page/file-sender-library.ts',
}
/** Each is a single file without chunks, so that it can be copied to another machine or replaced while it runs. */
const STANDALONE_ENTRIES = {
  worker: 'packages/worker/src/main.ts',
  child: 'packages/worker/src/child/main.ts',
  mask: 'packages/worker/src/masking/main.ts',
  connection: 'packages/worker/src/connections/main.ts',
  ...SERVER_PARTS,
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
  plugins: [asciiOnly],
}

/** Packages that Fastify loads only for what the server never does: schemas of routes, and requests without a connection. */
const UNUSED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request']

const BUNDLED_OPTIONS = {
  ...SHARED_OPTIONS,
  conditions: ['source'],
  external: ['esbuild', ...UNUSED],
  banner: { js: COMMONJS_REQUIRE },
  define: COMMONJS_PATHS,
}

/** Lets chunks of one build import what another one builds as a file, so that it is not bundled a second time. */
const importedAsFile = (filter, file) => ({
  name: `${file}-as-file`,
  setup({ onResolve }) {
    onResolve({ filter }, () => ({ path: `../${file}`, external: true }))
  },
})

/** The entries whose source exists. */
export const existing = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(ROOT, source))))

const inChunks = (entries, outdir, ...plugins) => ({
  ...BUNDLED_OPTIONS,
  entryPoints: existing(entries),
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outdir,
  plugins: [...plugins, ...SHARED_OPTIONS.plugins],
})

/** Options of esbuild for each of the builds that make up the program. */
export const programBuilds = (outdir) => [
  inChunks(COMMANDS, outdir, importedAsFile(/\/run-server\.ts$/, 'run-server.js')),
  inChunks(
    SERVER,
    outdir,
    importedAsFile(/^@aiflow\/mcp$/, 'mcp.js'),
    importedAsFile(/\/file-sender-library\.ts$/, 'file-sender.js'),
  ),
  { ...BUNDLED_OPTIONS, entryPoints: existing(STANDALONE_ENTRIES), outdir },
]
