import type { Metafile } from 'esbuild'

/** Files of the author that import each other, in that order, the first one again at the end; null if there are none. */
export function findImportCycle({ inputs }: Pick<Metafile, 'inputs'>, entry: string): readonly string[] | null {
  const done = new Set<string>()
  const search = (file: string, above: readonly string[]): readonly string[] | null => {
    const begin = above.indexOf(file)
    if (begin >= 0) return [...above.slice(begin), file]
    if (done.has(file) || file.includes('node_modules/')) return null
    done.add(file)
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (external || kind === 'dynamic-import') continue
      const found = search(path, [...above, file])
      if (found !== null) return found
    }
    return null
  }
  return search(entry, [])
}
