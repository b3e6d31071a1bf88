import { globSync, readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'

export interface Import {
  /** As written: a relative path or the name of a package. */
  readonly specifier: string
  /** Path of the imported file from the root, or undefined for a package. */
  readonly file: string | undefined
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string
  /** Imports of values and of types, exports from other files, and `import()` of a literal. */
  readonly imports: readonly Import[]
}

const FOLDERS = ['packages/*/src', 'packages/*/test', 'examples', 'e2e']

/** Reads all TypeScript of a repository that the tables of imports cover. */
export function readSourceFiles(root: string): SourceFile[] {
  return globSync(
    FOLDERS.map((folder) => `${folder}/**/*.{ts,tsx}`),
    { cwd: root, exclude: (path) => path.includes('node_modules') },
  )
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => parseImports(path, readFileSync(resolve(root, path), 'utf8')))
}

export function parseImports(path: string, source: string): SourceFile {
  const specifiers = new Set(specifiersOf(parseSync(path, source), source))
  return {
    path,
    imports: [...specifiers].map((specifier) => ({
      specifier,
      file: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
    })),
  }
}

function specifiersOf({ module }: ParseResult, source: string): string[] {
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value),
  )
  const dynamic = module.dynamicImports.map(
    ({ moduleRequest }) => /^(['"])(.*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))?.[2],
  )
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported, ...dynamic].filter(
    (specifier) => specifier !== undefined,
  )
}
