import { SourceMap } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AIFlowError } from '@aiflow/sdk'
import type { BuildFailure, BuildOptions } from 'esbuild'
import { compileError, type FileKind } from '../bundle/compile-error.ts'
import { ownSdkResolver } from '../bundle/own-sdk-resolver.ts'
import { describePlace, type SourcePlace } from '../bundle/source-place.ts'
import { askConfig } from './ask-config.ts'
import { COMPILED_NAME, type ConfigAnswer } from './config-protocol.ts'

const CONFIGURATION: FileKind = { what: 'configuration', code: 'INVALID_ARGUMENT' }
const FRAME = new RegExp(`\\b${COMPILED_NAME}:(\\d+):(\\d+)`)

/** Runs a configuration in TypeScript or JavaScript, and returns its default export. Throws `INVALID_ARGUMENT`. */
export async function importConfig(file: string): Promise<unknown> {
  const { build } = await import('esbuild')
  const { outputFiles = [] } = await build(buildOptions(file)).catch((failure: BuildFailure) => {
    throw compileError(CONFIGURATION, file, failure)
  })
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  const answer = await askConfig(file, textOf('.mjs'))
  if (answer.type === 'config') return answer.content
  throw new AIFlowError('INVALID_ARGUMENT', `The configuration "${file}" ${problemOf(answer, file, textOf('.map'))}`)
}

function problemOf(answer: Exclude<ConfigAnswer, { type: 'config' }>, file: string, map: string): string {
  switch (answer.type) {
    case 'wrong':
      return answer.form
    case 'no-default':
      return 'has no default export. Write "export default defineConfig({ … })".'
    case 'unsettled':
      return 'never finishes loading: an "await" at its top level waits for something that never happens. Remove it.'
    case 'error': {
      const place = placeOf(file, map, answer.frames)
      const where = place === null ? '' : `\n  at ${describePlace(place, process.cwd())}`
      return `threw while it was loaded: ${answer.name}: ${answer.message}${where}`
    }
  }
}

/** The topmost place of a trace in the author's own files. The sources of the map are relative to the folder of the file. */
function placeOf(file: string, map: string, frames: readonly string[]): SourcePlace | null {
  const sources = new SourceMap(JSON.parse(map))
  for (const frame of frames) {
    const [, line, column] = FRAME.exec(frame) ?? []
    if (line === undefined) continue
    const origin = sources.findOrigin(Number(line), Number(column))
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
