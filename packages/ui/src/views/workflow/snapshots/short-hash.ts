const LENGTH = 12

/** The beginning of a snapshot's hash, long enough to be unique in practice. */
export function shortHash(hash: string): string {
  return hash.slice(0, LENGTH)
}
