import { setImmediate as nextTurn } from 'node:timers/promises'

/** What is done at once: a time of cron takes up to 0.1 ms. */
const SLICE = 50

/** Converts items, with other work of the process in between: thousands of times of cron take about a second. */
export async function inSlices<Item, Result>(
  items: Iterable<Item>,
  convert: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const item of items) if (results.push(convert(item)) % SLICE === 0) await nextTurn()
  return results
}
