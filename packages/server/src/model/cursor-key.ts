/** Tells the cursors of sources apart: both names may hold any character. */
export function cursorKey({ source, partition }: { readonly source: string; readonly partition: string }): string {
  return JSON.stringify([source, partition])
}
