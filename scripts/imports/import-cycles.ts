import type { SourceFile } from './source-files.ts'

/**
 * Cycles of imports, each as short as possible and beginning with its first path. No file is in two of them. Imports of
 * types and dynamic imports count, too.
 */
export function findImportCycles(files: readonly SourceFile[]): string[][] {
  const graph = new Map(files.map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])]))
  const found = new Set<string>()
  const cycles: string[][] = []
  for (const path of [...graph.keys()].sort()) {
    const cycle = shortestCycle(graph, path)
    if (cycle === undefined || cycle.some((member) => found.has(member))) continue
    for (const member of cycle) found.add(member)
    cycles.push(cycle)
  }
  return cycles
}

/** Searches the imports of a file, breadth first, until it reaches the file again. */
function shortestCycle(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const importers = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const imported of graph.get(path) ?? []) {
      if (imported === start) return wayTo(path, importers)
      if (importers.has(imported)) continue
      importers.set(imported, path)
      queue.push(imported)
    }
  }
  return undefined
}

function wayTo(path: string, importers: ReadonlyMap<string, string>): string[] {
  const importer = importers.get(path)
  return importer === undefined ? [path] : [...wayTo(importer, importers), path]
}
