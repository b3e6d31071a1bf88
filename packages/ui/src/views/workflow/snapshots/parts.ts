/** The parts of a snapshot to show. */
export const PARTS = [
  { value: 'source', label: 'Source' },
  { value: 'definition', label: 'Definition' },
] as const
