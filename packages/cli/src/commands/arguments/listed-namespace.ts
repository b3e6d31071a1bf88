import type { Column } from '../../output/printing/table.ts'
import type { Session } from '../../session.ts'

/**
 * Adds a column with the namespace to a list of all namespaces. It is the last one, so scripts find the others in
 * place.
 */
export function withNamespace<T extends { readonly namespace: string }>(
  { namespaceFilter }: Session,
  columns: readonly Column<T>[],
): readonly Column<T>[] {
  if (namespaceFilter !== undefined) return columns
  return [...columns, { title: 'NAMESPACE', value: ({ namespace }) => namespace, isFlexible: true }]
}

/** `No events in namespace "team".` It names the namespace, because a misspelt one looks empty. */
export function noneThere({ namespaceFilter }: Session, what: string, advice = ''): string {
  const place =
    namespaceFilter === undefined || namespaceFilter === 'default' ? '' : ` in namespace "${namespaceFilter}"`
  return `No ${what}${place}.${advice === '' ? '' : ` ${advice}`}`
}
