import { SourceMap } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AIFlowError } from '@aiflow/sdk'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { BuildFailure, BuildOptions } from 'esbuild'
import { compileError, type FileKind } from '../bundle/compile-error.ts'
import { ownSdkResolver } from '../bundle/own-sdk-resolver.ts'
import { describePlace, type SourcePlace } from '../bundle/source-place.ts'

const CONFIGURATION: FileKind = { what: 'configuration', code: 'INVALID_ARGUMENT' }
const LIMIT_MS = 10_000
const SCHEME = 'data:text/javascript;base64,'
const FRAME = /\bdata:text\/javascript;base64,[^:]*:(\d+):(\d+)/

interface Compiled {
  readonly file: string
  readonly code: string
  /** As JSON. Its sources are relative to the folder of the file. */
  readonly map: string
}

/**
 * Runs a configuration in TypeScript or JavaScript, and returns its default export: inside an object, because it may be a
 * promise. Throws `INVALID_ARGUMENT`.
 */
export async function importConfig(file: string): Promise<{ readonly content: unknown }> {
  const { build } = await import('esbuild')
  const { outputFiles = [] } = await build(buildOptions(file)).catch((failure: BuildFailure) => {
    throw compileError(CONFIGURATION, file, failure)
  })
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  const exports = await load({ file, code: textOf('.mjs'), map: textOf('.map') })
  if ('default' in exports) return { content: exports.default }
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The configuration "${file}" has no default export. Write "export default defineConfig({ … })".`,
  )
}

async function load(compiled: Compiled): Promise<object> {
  const { promise: late, resolve: end } = Promise.withResolvers<'late'>()
  // It also keeps the process alive for an import that waits for nothing.
  const timer = startTimer(() => end('late'), LIMIT_MS)
  try {
    // From memory, so that nothing is written into the project.
    const url = `${SCHEME}${Buffer.from(compiled.code).toString('base64')}`
    const loaded = await Promise.race([import(url), late])
    if (loaded !== 'late') return loaded.config
  } catch (error) {
    throw explain(compiled, error)
  } finally {
    stopTimer(timer)
  }
  const message = `The configuration "${compiled.file}" did not finish loading within ${LIMIT_MS / 1000} s. Remove what it waits for.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

function explain(compiled: Compiled, error: unknown): AIFlowError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `Error: ${String(error)}`
  const place = placeOf(compiled, error)
  const where = place === null ? '' : `\n  at ${describePlace(place, process.cwd())}`
  const text = `The configuration "${compiled.file}" threw while it was loaded: ${what}${where}`
  return new AIFlowError('INVALID_ARGUMENT', text, { cause: error })
}

/** The topmost place of a trace in the author's own files. */
function placeOf({ file, map }: Compiled, error: unknown): SourcePlace | null {
  const sources = new SourceMap(JSON.parse(map))
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  for (const line of lines) {
    const [, lineNumber, column] = FRAME.exec(line) ?? []
    if (lineNumber === undefined) continue
    const origin = sources.findOrigin(Number(lineNumber), Number(column))
    if (!('lineNumber' in origin) || origin.fileName.includes('node_modules/')) continue
    return { file: resolve(dirname(file), origin.fileName), line: origin.lineNumber, column: origin.columnNumber }
  }
  return null
}

function buildOptions(file: string): BuildOptions {
  const names = { url: pathToFileURL(file).href, filename: file, dirname: dirname(file) }
  const text = (value: string) => JSON.stringify(value)
  const isFromSource = import.meta.filename.endsWith('.ts')
  return {
    absWorkingDir: dirname(file),
    stdin: {
      contents: `import * as exports from ${text(`./${basename(file)}`)}; export const config = { ...exports }`,
      resolveDir: dirname(file),
    },
    // Never written: it only decides what the sources of the map are relative to.
    outfile: join(dirname(file), 'config.mjs'),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: 'external',
    logLevel: 'silent',
    banner: {
      js: `import { createRequire as __aiflowCreateRequire } from 'node:module'; const require = __aiflowCreateRequire(${text(names.url)});`,
    },
    define: {
      'import.meta.url': text(names.url),
      'import.meta.filename': text(names.filename),
      'import.meta.dirname': text(names.dirname),
      __filename: text(names.filename),
      __dirname: text(names.dirname),
    },
    plugins: [ownSdkResolver(() => undefined)],
    ...(isFromSource ? { conditions: ['source'] } : {}),
  }
}
