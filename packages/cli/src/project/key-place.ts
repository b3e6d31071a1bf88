import type { SourcePlace } from '../bundle/source-place.ts'

/** Longer ones are looked for nowhere. */
const LONGEST_KEY = 1000

/**
 * Where a configuration sets a key: the first place that looks like it, inside that of its parents. Null if nothing does,
 * because the file is a program, which may compute its keys.
 */
export function keyPlace(file: string, text: string, path: readonly PropertyKey[]): SourcePlace | null {
  let at = -1
  for (const key of path) {
    if (typeof key !== 'string') continue
    if (key.length > LONGEST_KEY) break
    const found = indexOfKey(text, key, at + 1)
    if (found === -1) break
    at = found
  }
  if (at === -1) return null
  const before = text.slice(0, at).split('\n')
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function indexOfKey(text: string, key: string, from: number): number {
  const found = new RegExp(`(?<![\\w$.])(["']?)${escaped(key)}\\1\\s*[:,}(]`).exec(text.slice(from))
  return found === null ? -1 : from + found.index
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w ]/g, '\\$&')
}
