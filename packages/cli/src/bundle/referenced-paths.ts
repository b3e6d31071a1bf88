import { dirname, resolve } from 'node:path'
import type { OnResolveArgs, Plugin } from 'esbuild'
import { createFilesMatcher, createPathsMatcher, findTsconfig, parseTsconfig, type TsConfigResult } from 'get-tsconfig'

/** The paths that an import may mean by the aliases of a project. */
type Aliases = (specifier: string) => readonly string[]

interface ReferencedProject {
  readonly has: (file: string) => boolean
  readonly aliases: Aliases
}

const NAME = 'referenced-paths'
const CONFIG_FILE = 'tsconfig.json'

/**
 * Resolves the path aliases of the projects that a `tsconfig.json` refers to, as editors do. The compiler itself reads those
 * of the `tsconfig.json` alone.
 */
export function referencedPaths(): Plugin {
  return {
    name: NAME,
    setup(build) {
      const projects = new Map<string, readonly ReferencedProject[]>()
      build.onResolve({ filter: /^[^./]/ }, async (request) => {
        if (request.pluginData !== undefined || request.importer.includes('node_modules')) return undefined
        for (const path of candidatesFor(request, projects)) {
          const { importer, kind, resolveDir } = request
          const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: NAME })
          if (found.errors.length === 0) return found
        }
        return undefined
      })
    },
  }
}

function candidatesFor(
  { path, importer, resolveDir }: OnResolveArgs,
  known: Map<string, readonly ReferencedProject[]>,
): readonly string[] {
  const projects = known.get(resolveDir) ?? referencedFrom(resolveDir)
  known.set(resolveDir, projects)
  return projects.find(({ has }) => has(importer))?.aliases(path) ?? []
}

/** The projects to which the `tsconfig.json` of a folder refers. None if it cannot be read, which the compiler says. */
function referencedFrom(folder: string): readonly ReferencedProject[] {
  const root = findTsconfig(folder, CONFIG_FILE)
  const references = (root === undefined ? null : parsed(root))?.config.references ?? []
  return references.flatMap(({ path }) => {
    const target = resolve(dirname(root ?? folder), path)
    const project = parsed(target.endsWith('.json') ? target : resolve(target, CONFIG_FILE))
    const aliases = project === null ? null : createPathsMatcher(project)
    if (project === null || aliases === null) return []
    const includes = createFilesMatcher(project)
    return [{ has: (file: string) => includes(file) !== undefined, aliases }]
  })
}

function parsed(path: string): TsConfigResult | null {
  try {
    return { path, config: parseTsconfig(path) }
  } catch {
    return null
  }
}
