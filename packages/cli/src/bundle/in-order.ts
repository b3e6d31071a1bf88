export interface Settled<Item, Result> {
  readonly item: Item
  readonly result: PromiseSettledResult<Result>
}

/**
 * Works on up to `limit` items at once, and gives the results in the order of the items. Whoever stops early waits until the
 * work that was begun has ended.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Settled<Item, Result>> {
  const begun: Promise<Settled<Item, Result>>[] = []
  const begin = async (item: Item): Promise<Settled<Item, Result>> => {
    const [result] = await Promise.allSettled([work(item)])
    return { item, result }
  }
  try {
    for (const item of items) {
      begun.push(begin(item))
      const first = begun.length < limit ? undefined : begun.shift()
      if (first !== undefined) yield await first
    }
    for (let first = begun.shift(); first !== undefined; first = begun.shift()) yield await first
  } finally {
    await Promise.all(begun)
  }
}
