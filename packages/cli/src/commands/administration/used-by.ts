/** How many names a column shows. */
const SHOWN = 3

/** What names a secret or a connection. A server of an earlier version does not say. */
export interface UsedBy {
  readonly workflows: readonly string[]
  readonly connections?: readonly string[]
}

/** For a column: the first names, and how many more there are. */
export function usedByText({ workflows, connections = [] }: UsedBy): string {
  const names = [...workflows, ...connections.map((name) => `${name} (connection)`)]
  if (names.length === 0) return '-'
  const more = names.length > SHOWN ? [`+${names.length - SHOWN}`] : []
  return [...names.slice(0, SHOWN), ...more].join(', ')
}

/** For a question before a deletion: what can no longer start. */
export function lossText(usedBy: UsedBy | undefined): string {
  const text = usedBy === undefined ? '-' : usedByText(usedBy)
  return text === '-' ? 'Tasks that name it can no longer start.' : `Used by ${text}, whose tasks can no longer start.`
}
