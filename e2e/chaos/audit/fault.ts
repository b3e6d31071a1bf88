/** Something that must not happen. */
export interface Fault {
  /** The audit that found it. */
  readonly audit: string
  /** What is wrong, with the offset, execution or attempt to look at. */
  readonly message: string
}

/** The items by a key, in their order. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}
