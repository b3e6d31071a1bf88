/** Shorter prefixes match too much. */
const LEAST_PART = 4

/** The candidate that `name` most likely misspells or abbreviates, or `null` if none is near. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const all = [...candidates]
  const wholes = all.filter((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase()))
  const [shortest] = wholes.toSorted((a, b) => a.length - b.length)
  return name.length >= LEAST_PART && shortest !== undefined ? shortest : leastDistant(name, all)
}

function leastDistant(name: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null
  let least = Math.floor(Math.max(name.length, 2) / 2) + 1
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least)
    if (distance >= least) continue
    least = distance
    nearest = candidate
  }
  return nearest
}

/** The Levenshtein distance of two texts. Texts whose lengths differ by `limit` or more are not compared. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
