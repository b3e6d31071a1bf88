/** What of a snapshot is shown. */
export const PARTS = [
  { value: 'source', label: 'Source' },
  { value: 'definition', label: 'Definition' },
] as const
