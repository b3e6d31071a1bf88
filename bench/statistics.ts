/** The median, the bad end and the spread of a set of samples. */
export interface Summary {
  readonly count: number
  readonly median: number
  readonly p99: number
  readonly min: number
  readonly max: number
}

/** `p99` is the bad end: the value that 99 of 100 samples are not worse than. */
export function summarize(samples: readonly number[], better: 'lower' | 'higher'): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, better === 'lower' ? 0.99 : 0.01),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
  }
}

function quantile(sorted: readonly number[], part: number): number {
  const index = Math.round(part * (sorted.length - 1))
  return sorted[index] ?? Number.NaN
}
