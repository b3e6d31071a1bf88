/** What names a secret or a connection, for a column. */
export function usedByText({
  workflows,
  connections = [],
}: {
  readonly workflows: readonly string[]
  readonly connections?: readonly string[]
}): string {
  const names = [...workflows, ...connections.map((name) => `${name} (connection)`)]
  return names.length === 0 ? '-' : names.join(', ')
}
