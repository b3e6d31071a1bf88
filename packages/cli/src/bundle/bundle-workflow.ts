import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import type { NpmPackages } from '@aiflow/sdk/internal/wire'
import type { BuildFailure, BuildOptions, BuildResult, OutputFile } from 'esbuild'
import { type ExternalPackage, ExternalPackages } from '../npm-packages/external-packages.ts'
import { LockProblem } from '../npm-packages/locked-packages.ts'
import { readText } from '../read-text.ts'
import { compileError, isConfigCycle, WORKFLOW_FILE } from './compile-error.ts'
import { findImportCycle } from './import-cycle.ts'
import { ownSdkResolver } from './own-sdk-resolver.ts'
import { referencedPaths } from './referenced-paths.ts'
import { refuseNativePackages } from './refuse-native-packages.ts'

/** What CommonJS packages expect and an ES module does not have. An author's own `require` is renamed. */
const COMMONJS_BANNER =
  "import { createRequire as __aiflowCreateRequire } from 'node:module'; const require = __aiflowCreateRequire(import.meta.url);"
const COMMONJS_NAMES = { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' }

export interface WorkflowBundle {
  /** Absolute path of the workflow file. */
  readonly file: string
  /** The module, without its source map. */
  readonly code: string
  /** Its sources are relative to the folder of the workflow file. */
  readonly sourceMap: SourceMap
  /** The folder of the SDK that it contains, or null if it imports none. */
  readonly sdkFolder: string | null
  /** Files that import each other, relative to the folder of the workflow file; null if there are none. */
  readonly importCycle: readonly string[] | null
  /** The packages that it imports and does not contain. */
  readonly externals: readonly ExternalPackage[]
  /** What workers install for it; null if it contains everything. */
  readonly packages: NpmPackages | null
  /** The lock that these were taken from. */
  readonly lockFile: string | null
}

interface SourceMap {
  readonly sources: readonly string[]
  readonly [field: string]: unknown
}

/**
 * Bundles a workflow file and all of its imports into one ES module for Node 24, except packages with a native part and those
 * named in `external`.
 *
 * The same files give the same bytes, so that uploading them again changes nothing. Types are erased, not checked.
 * Throws `INVALID_WORKFLOW_FILE`.
 */
export async function bundleWorkflow(path: string, external: readonly string[] = []): Promise<WorkflowBundle> {
  const file = resolve(path)
  assertFile(path, file)
  const { build } = await import('esbuild')
  let sdkFolder: string | null = null
  const externals = new ExternalPackages(dirname(file), external)
  const own = [refuseNativePackages(), ownSdkResolver((folder) => (sdkFolder = folder)), referencedPaths()]
  const plugins = [...own, externals.plugin()]
  const result = await build({ ...buildOptions(file), plugins }).catch((error: BuildFailure) => {
    throw compileError(WORKFLOW_FILE, file, error)
  })
  const cycle = result.warnings.filter(isConfigCycle)
  if (cycle.length > 0) throw compileError(WORKFLOW_FILE, file, Object.assign(new Error('cycle'), { errors: cycle }))
  requireUtf8(dirname(file), Object.keys(result.metafile.inputs))
  const { code, map } = outputsOf(result)
  return {
    file,
    code,
    sourceMap: JSON.parse(map),
    sdkFolder,
    importCycle: findImportCycle(result.metafile, basename(file)),
    externals: externals.all,
    packages: packagesOf(file, externals),
    lockFile: externals.lockFile,
  }
}

function packagesOf(file: string, externals: ExternalPackages): NpmPackages | null {
  try {
    return externals.packages()
  } catch (cause) {
    if (!(cause instanceof LockProblem)) throw cause
    const text = `Workers cannot install the npm packages of "${basename(file)}". ${cause.message}`
    throw new AIFlowError('INVALID_WORKFLOW_FILE', text, { details: { file }, cause })
  }
}

/** The compiler would change files that are not UTF-8. */
function requireUtf8(folder: string, inputs: readonly string[]): void {
  for (const input of inputs) {
    // Packages are not checked. A name with a colon is not a file.
    if (!input.includes(':') && !input.includes('node_modules/')) readText(resolve(folder, input))
  }
}

/** The module with its source map in it. */
export function withSourceMap(
  bundle: WorkflowBundle,
  toSource: (source: string) => string = (source) => source,
): string {
  const map = { ...bundle.sourceMap, sources: bundle.sourceMap.sources.map(toSource) }
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${bundle.code}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`
}

function assertFile(path: string, file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isFile()) return
  const what = stats ? 'is not a regular file' : 'does not exist'
  throw new AIFlowError(
    'INVALID_WORKFLOW_FILE',
    `The workflow file "${file}" ${what}. Give the path of a TypeScript or JavaScript file.`,
    { details: { path, file } },
  )
}

function buildOptions(file: string): BuildOptions & { write: false; metafile: true } {
  const folder = dirname(file)
  const isFromSource = import.meta.filename.endsWith('.ts')
  return {
    absWorkingDir: folder,
    entryPoints: [`./${basename(file)}`],
    // Never written: it only decides what the sources of the map are relative to.
    outfile: join(folder, 'bundle.mjs'),
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    keepNames: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: COMMONJS_BANNER },
    define: COMMONJS_NAMES,
    loader: { '.txt': 'text', '.sql': 'text' },
    logLevel: 'silent',
    ...(isFromSource ? { conditions: ['source'] } : {}),
  }
}

function outputsOf(result: BuildResult<{ write: false }>): { code: string; map: string } {
  const textOf = (ending: string) =>
    result.outputFiles.find((output: OutputFile) => output.path.endsWith(ending))?.text ?? ''
  return { code: textOf('.mjs'), map: textOf('.map') }
}
