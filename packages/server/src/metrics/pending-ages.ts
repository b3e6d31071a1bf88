/**
 * How long things have been pending. The rows do not say since when, so this remembers when each was seen first, and forgets
 * those that are gone.
 */
export class PendingAges {
  #since = new Map<number, number>()

  /** Pass all that are pending now, by id, and the time in milliseconds. 0 if there are none. */
  longestSeconds(ids: readonly number[], now: number): number {
    const since = new Map(ids.map((id) => [id, this.#since.get(id) ?? now]))
    this.#since = since
    let first = now
    for (const time of since.values()) first = Math.min(first, time)
    return (now - first) / 1000
  }
}
