const LENGTH = 12

/** As much of the hash of a snapshot as tells it from others. */
export function shortHash(hash: string): string {
  return hash.slice(0, LENGTH)
}
