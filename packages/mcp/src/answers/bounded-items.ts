/** Maximum size of the items of an answer, as text or as JSON. */
const MAX_BYTES = 16_000

export interface Item {
  readonly line: string
  readonly data: object
}

/** The first items that fit into an answer, which has each as a line and as data. */
export function boundedItems<T extends Item>(items: readonly T[], maxBytes = MAX_BYTES): T[] {
  let bytes = 0
  const end = items.findIndex(({ line, data }) => {
    bytes += Math.max(Buffer.byteLength(line), Buffer.byteLength(JSON.stringify(data))) + 1
    return bytes > maxBytes
  })
  return items.slice(0, end === -1 ? undefined : end)
}

/** The lines of these items, and below them how to get those that were left out. */
export function itemLines(
  kept: readonly Item[],
  { isMore, howToGetMore }: { readonly isMore: boolean; readonly howToGetMore: string },
): string {
  if (kept.length === 0) return 'There are none.'
  return [...kept.map(({ line }) => line), ...(isMore ? [`There are more: ${howToGetMore}.`] : [])].join('\n')
}
